import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Kind = Type.Enum(['profile', 'quality', 'validation', 'fairness', 'scorecard', 'backtest']);

/** Query of `GET /v1/reports`. */
export const ReportsQuery = Type.Object(
  {
    kind: Type.Optional(Kind),
    subject: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^[^\\u0000-\\u001f\\u007f]+$',
        description: 'What it is about: a data set’s or model’s hash, a source’s name, a policy’s id.',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  },
  closed,
);
export type ReportsQuery = Static<typeof ReportsQuery>;

const summaryFields = {
  id: Type.String(),
  kind: Kind,
  subject: Type.String(),
  savedAt: Type.String({ format: 'date-time' }),
  digest: Type.String({ description: 'SHA-256 of the report as canonical JSON; stands in the audit chain.' }),
  bytes: Type.Integer(),
} as const;

/** Answer of `GET /v1/reports`, newest first. */
export const ReportsResponse = Type.Object(
  { reports: Type.Array(Type.Object(summaryFields, closed)) },
  { ...closed, title: 'ReportsResponse' },
);
export type ReportsResponse = Static<typeof ReportsResponse>;

/** Answer of `GET /v1/reports/{id}`: the report as it was saved. */
export const ReportResponse = Type.Object(
  { ...summaryFields, report: Type.Unknown({ description: 'Its form depends on its kind.' }) },
  { ...closed, title: 'ReportResponse' },
);
export type ReportResponse = Static<typeof ReportResponse>;

import type { Decision } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { FieldValue } from '../assess/assess-request.js';
import { assessmentFields, assessResponse } from '../assess/assess-response.js';
import { ModelReferenceText } from '../model/model-reference.js';

const Amount = Type.Union([Type.Number(), Type.Null()]);

const Statement = Type.Unsafe<Record<string, number | null>>(
  Type.Object(
    {},
    {
      additionalProperties: Amount,
      description:
        'Items of a year’s statements by name, in one unit of one currency: totalAssets, currentAssets, shortTermLiabilities, equity, sales, netProfit, …',
    },
  ),
);

const Ratios = Type.Unsafe<Record<string, Static<typeof FieldValue>>>(
  Type.Object(
    {},
    {
      additionalProperties: FieldValue,
      description:
        'Ratios by name (currentRatio) or by the model’s columns (Attr4); they win over those of the statement.',
    },
  ),
);

/** Body of `POST /v1/companies`. */
export const CompanyRequest = Type.Object(
  {
    company: Type.Object(
      {
        statement: Type.Optional(Statement),
        earlier: Type.Optional(
          Type.Array(Statement, { maxItems: 10, description: 'The years before, the latest first; for growth.' }),
        ),
        ratios: Type.Optional(Ratios),
      },
      { additionalProperties: false },
    ),
    model: Type.Optional(ModelReferenceText),
    subject: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^[^\\u0000-\\u001f\\u007f]+$',
        description: 'Your identifier of the company; only a keyed pseudonym of it is stored.',
      }),
    ),
  },
  { additionalProperties: false, title: 'CompanyRequest' },
);
export type CompanyRequest = Static<typeof CompanyRequest>;

const Classic = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    score: Type.Union([Type.Number(), Type.Null()], { description: 'As published; null where an input is not known.' }),
    probability: Type.Union([Type.Number(), Type.Null()]),
    zone: Type.Union([Type.Enum(['safe', 'grey', 'distress']), Type.Null()]),
    zones: Type.String({ description: 'Where the zones begin.' }),
    missing: Type.Array(Type.String(), { description: 'Inputs that are not known.' }),
  },
  { additionalProperties: false },
);

const Coverage = Type.Object(
  {
    known: Type.Integer({ minimum: 0, description: 'Features of the model that are known of the company.' }),
    features: Type.Integer({ minimum: 1 }),
    warning: Type.Union([Type.String(), Type.Null()], {
      description: 'Where less than two thirds are known: that the answer rests on little, and what to fill in.',
    }),
  },
  { additionalProperties: false },
);

/** Answer of `POST /v1/companies`: the recorded decision, with the company's class and the scores from the literature. */
export const CompanyResponse = Type.Object(
  {
    highRisk: Type.Union([Type.Literal(0), Type.Literal(1)], { description: '1 = high risk, 0 = low risk.' }),
    cut: Type.Number({ description: 'High risk from this probability on: where mistakes cost least.' }),
    ...assessmentFields,
    coverage: Coverage,
    classics: Type.Array(Classic),
    notes: Type.Array(Type.String(), { description: 'What does not add up, and ratios that could not be computed.' }),
  },
  { additionalProperties: false, title: 'CompanyResponse' },
);
export type CompanyResponse = Static<typeof CompanyResponse>;

/** What an answer adds to the decision. */
export interface CompanyFindings {
  readonly highRisk: 0 | 1;
  readonly cut: number;
  readonly coverage: { readonly known: number; readonly features: number; readonly warning: string | null };
  readonly classics: readonly {
    readonly name: string;
    readonly title: string;
    readonly score: number | null;
    readonly probability: number | null;
    readonly zone: 'safe' | 'grey' | 'distress' | null;
    readonly zones: string;
    readonly missing: readonly string[];
  }[];
  readonly notes: readonly string[];
}

/** A recorded decision on a company as `POST /v1/companies` answers it, its keys in one order. */
export function companyResponse(decision: Decision, findings: CompanyFindings): CompanyResponse {
  const { highRisk, cut, coverage, classics, notes } = findings;
  return {
    highRisk,
    cut,
    ...assessResponse(decision),
    coverage: { known: coverage.known, features: coverage.features, warning: coverage.warning },
    classics: classics.map(({ name, title, score, probability, zone, zones, missing }) => ({
      ...{ name, title, score, probability, zone, zones },
      missing: [...missing],
    })),
    notes: [...notes],
  };
}

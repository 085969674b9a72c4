import Type, { type Static } from 'typebox';
import { ModelReference } from '../model/model-reference.js';

const closed = { additionalProperties: false } as const;

const Range = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal('interval'), above: Type.Optional(Type.Number()), upTo: Type.Optional(Type.Number()) },
      { ...closed, description: 'Above `above`, up to and with `upTo`; open where left out.' },
    ),
    Type.Object({ kind: Type.Literal('levels'), levels: Type.Array(Type.String()) }, closed),
    Type.Object(
      { kind: Type.Literal('special'), codes: Type.Array(Type.Union([Type.Number(), Type.String()])) },
      closed,
    ),
    Type.Object({ kind: Type.Literal('missing') }, closed),
  ],
  { description: 'Which values a bin takes.' },
);

const counted = {
  range: Range,
  goods: Type.Number({ description: 'Weight of the training rows that turned out good.' }),
  bads: Type.Number(),
};

const binned = {
  name: Type.String(),
  label: Type.String(),
  trend: Type.String({ enum: ['ascending', 'descending', 'peak', 'valley', 'none'] }),
  origin: Type.String({ description: 'optimal, edited, or relaxed where a setting could not be met.' }),
  informationValue: Type.Number(),
  gini: Type.Number({ description: 'Of ranking the training rows by this variable alone.' }),
  cells: Type.Array(Type.Object(counted, closed), {
    description: 'The finest counts there are; edges of an edit are edges of cells.',
  }),
};

/** Answer of `GET /v1/models/{reference}/scorecard`: the card, bin by bin. */
export const ScorecardResponse = Type.Object(
  {
    model: ModelReference,
    intercept: Type.Number({ description: 'Log-odds of bad.' }),
    scale: Type.Object(
      { basePoints: Type.Number(), baseOdds: Type.Number(), pointsToDoubleOdds: Type.Number() },
      closed,
    ),
    variables: Type.Array(
      Type.Object(
        {
          ...binned,
          coefficient: Type.Number({ description: 'Of the weight of evidence, in the log-odds of bad.' }),
          bins: Type.Array(
            Type.Object(
              { ...counted, woe: Type.Number(), points: Type.Number({ description: 'Higher is safer.' }) },
              closed,
            ),
          ),
        },
        closed,
      ),
      { description: 'Variables on the card.' },
    ),
    excluded: Type.Array(
      Type.Object(
        {
          ...binned,
          reason: Type.String(),
          bins: Type.Array(Type.Object({ ...counted, woe: Type.Number() }, closed)),
        },
        closed,
      ),
      { description: 'Variables that were binned and left out.' },
    ),
    edits: Type.Record(Type.String(), Type.Unknown(), {
      description: 'What was done by hand, by variable: `--edits` of `probity scorecard`.',
    }),
  },
  { ...closed, title: 'ScorecardResponse' },
);
export type ScorecardResponse = Static<typeof ScorecardResponse>;

/** Answer of `GET /v1/models/{reference}/scorecard/rows`: what a page needs to measure an edited card. */
export const ScorecardRowsResponse = Type.Object(
  {
    model: ModelReference,
    rows: Type.Union([
      Type.Null(),
      Type.Object(
        {
          rowCount: Type.Integer({ description: 'Rows learned from; `labels` has fewer where a sample was drawn.' }),
          labels: Type.Array(Type.Integer({ minimum: 0, maximum: 1 })),
          weights: Type.Optional(Type.Array(Type.Number({ minimum: 0 }))),
          variables: Type.Array(
            Type.Object({ name: Type.String(), cells: Type.Array(Type.Integer({ minimum: 0 })) }, closed),
          ),
        },
        closed,
      ),
    ]),
    notAssessed: Type.Optional(Type.String({ description: 'Why there are no rows.' })),
  },
  { ...closed, title: 'ScorecardRowsResponse' },
);
export type ScorecardRowsResponse = Static<typeof ScorecardRowsResponse>;

export const exportFormats = ['sql', 'pmml', 'xlsx', 'js', 'onnx', 'xgboost-json', 'xgboost-ubj'] as const;

/** Query of `GET /v1/models/{reference}/export`. */
export const ExportQuery = Type.Object(
  {
    format: Type.Union(
      exportFormats.map((format) => Type.Literal(format)),
      {
        description: 'Of scorecards sql, pmml, xlsx or js; of most models onnx; of trees xgboost-json or xgboost-ubj.',
      },
    ),
    dialect: Type.Optional(
      Type.Union([Type.Literal('postgresql'), Type.Literal('duckdb'), Type.Literal('ansi')], {
        description: 'Of SQL; default postgresql.',
      }),
    ),
    precision: Type.Optional(
      Type.Union([Type.Literal('double'), Type.Literal('single')], {
        description: 'Of ONNX: 64-bit floats (default) or 32-bit floats.',
      }),
    ),
    table: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Table of the SQL; default applications.' }),
    ),
  },
  closed,
);
export type ExportQuery = Static<typeof ExportQuery>;

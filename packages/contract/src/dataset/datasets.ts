import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** A query is text: numbers and flags come as such. */
const numberText = (description: string) =>
  Type.String({ pattern: '^-?[0-9]{1,20}([.][0-9]{1,20})?(e[+-]?[0-9]{1,3})?$', description });
const flagText = (description: string) => Type.String({ enum: ['true'], description });

/** Path parameters of `/v1/datasets/{hash}/…`. */
export const DatasetParameters = Type.Object(
  { hash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 that names the dataset version.' }) },
  closed,
);
export type DatasetParameters = Static<typeof DatasetParameters>;

/** Answer of `GET /v1/datasets`: the versions kept in the workspace, by name of their source. */
export const DatasetsResponse = Type.Object(
  {
    datasets: Type.Array(
      Type.Object(
        {
          hash: Type.String(),
          source: Type.String({ description: 'Name of the file it was read from.' }),
          rows: Type.Integer({ minimum: 0 }),
          rowsRefused: Type.Integer({ minimum: 0 }),
          notes: Type.Array(Type.String()),
          profiled: Type.Boolean({ description: 'Whether `probity profile` has described it.' }),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'DatasetsResponse' },
);
export type DatasetsResponse = Static<typeof DatasetsResponse>;

/** Query of `GET /v1/datasets/{hash}/rows`: the rows behind a bar. All conditions must hold. */
export const DatasetRowsQuery = Type.Object(
  {
    column: Type.Optional(Type.String({ maxLength: 500, description: 'The column that the conditions are about.' })),
    from: Type.Optional(numberText('Least value, included.')),
    to: Type.Optional(numberText('Greatest value; excluded unless `last`.')),
    last: Type.Optional(flagText('With it `to` is included: the last bar.')),
    level: Type.Optional(Type.String({ maxLength: 2000, description: 'The level, or a special code.' })),
    missing: Type.Optional(flagText('With it, rows where the column is missing.')),
    outcome: Type.Optional(Type.String({ enum: ['bad', 'good'] })),
    rows: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,10}(,[0-9]{1,10}){0,199}$',
        description: 'These rows, counted from 0: 4,17,90.',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    after: Type.Optional(Type.Integer({ minimum: 0, description: '`next` of the page before.' })),
  },
  closed,
);
export type DatasetRowsQuery = Static<typeof DatasetRowsQuery>;

/** Answer of `GET /v1/datasets/{hash}/rows`, in file order. */
export const DatasetRowsResponse = Type.Object(
  {
    columns: Type.Array(Type.String()),
    /** Rows that fulfil the conditions, all pages together. */
    total: Type.Integer({ minimum: 0 }),
    rows: Type.Array(
      Type.Object(
        {
          row: Type.Integer({ minimum: 0, description: 'From 0.' }),
          line: Type.Integer({ minimum: 1, description: 'Line in the source file, the header counted.' }),
          bad: Type.Union([Type.Boolean(), Type.Null()]),
          cells: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
        },
        closed,
      ),
    ),
    next: Type.Optional(Type.Integer({ description: 'Send as `after` for the next page; absent at the end.' })),
  },
  { ...closed, title: 'DatasetRowsResponse' },
);
export type DatasetRowsResponse = Static<typeof DatasetRowsResponse>;

/** Answer of `GET /v1/datasets/{hash}/quality`: how the source of a data set kept its expectations, oldest first. */
export const DatasetQualityResponse = Type.Object(
  {
    series: Type.String({ description: 'Name of the source.' }),
    reports: Type.Array(
      Type.Object(
        {
          checkedAt: Type.String({ description: 'ISO 8601, UTC.' }),
          outcome: Type.String(),
          rows: Type.Integer({ minimum: 0 }),
          quarantined: Type.Integer({ minimum: 0 }),
          results: Type.Array(
            Type.Object(
              {
                column: Type.Union([Type.String(), Type.Null()], { description: 'Null: about the data set.' }),
                expectation: Type.String(),
                severity: Type.String(),
                outcome: Type.String(),
                sentence: Type.String(),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'DatasetQualityResponse' },
);
export type DatasetQualityResponse = Static<typeof DatasetQualityResponse>;

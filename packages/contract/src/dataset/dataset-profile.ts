import { type ColumnKind, type ColumnRole, columnKinds, columnRoles } from '@probity/domain';
import Type, { type Static, type TSchema } from 'typebox';

const closed = { additionalProperties: false } as const;
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Count = Type.Integer({ minimum: 0 });
const Names = Type.Array(Type.String());
const MaybeNumbers = Type.Array(orNull(Type.Number()));
const Bads = orNull(Count);

/** One thing that would make a model look better than it will be. */
export const LeakFinding = Type.Object(
  {
    column: orNull(Type.String({ description: 'Null where the finding is about rows.' })),
    kind: Type.String({
      enum: [
        ...['target-copy', 'post-outcome', 'altered-after-outcome', 'predicts-alone', 'post-outcome-name'],
        ...['after-decision', 'id', 'row-order', 'group', 'replicates', 'resampled', 'duplicates-across-split'],
        'time-overlap',
      ],
    }),
    severity: Type.Unsafe<'leak' | 'warning'>(Type.String({ enum: ['leak', 'warning'] })),
    evidence: Type.String({ description: 'A sentence with the numbers.' }),
    figures: Type.Record(Type.String(), orNull(Type.Number())),
    advice: Type.String(),
    inUse: Type.Boolean({
      description:
        'False where it does not reach a model as things stand: a column not learned from, an order that folds mix.',
    }),
  },
  closed,
);
export type LeakFinding = Static<typeof LeakFinding>;

const ValueCount = Type.Object({ value: Type.String(), count: Count, bads: Bads }, closed);

const HistogramBin = Type.Object(
  { from: Type.Number(), to: Type.Number({ description: 'Excluded, but in the last bar.' }), count: Count, bads: Bads },
  closed,
);

const NumberSummary = Type.Object(
  {
    mean: Type.Number(),
    standardDeviation: orNull(Type.Number()),
    skewness: orNull(Type.Number()),
    quantiles: Type.Array(Type.Number(), { description: 'At 0, 1, 5, 25, 50, 75, 95, 99, 100 %.' }),
    zeros: Count,
    negatives: Count,
    outliers: Type.Object({ below: Count, above: Count, low: Type.Number(), high: Type.Number() }, closed),
    histogram: Type.Array(HistogramBin),
  },
  { ...closed, description: 'Dates count days, date-times milliseconds since 1970-01-01.' },
);

/** One column of a profile. */
export const ColumnProfile = Type.Object(
  {
    name: Type.String(),
    label: Type.String(),
    kind: Type.Unsafe<ColumnKind>(Type.String({ enum: [...columnKinds] })),
    role: Type.Unsafe<ColumnRole>(Type.String({ enum: [...columnRoles] })),
    count: Count,
    missing: Count,
    missingShare: Share,
    missingBads: Bads,
    specials: Type.Array(ValueCount),
    distinct: Count,
    numbers: Type.Optional(NumberSummary),
    levels: Type.Optional(Type.Object({ top: Type.Array(ValueCount), others: Count, othersBads: Bads }, closed)),
    informationValue: orNull(Type.Number()),
    auc: orNull(Type.Number({ description: 'Out-of-fold ROC AUC of a small tree on this column alone.' })),
    flags: Type.Array(Type.String({ enum: ['empty', 'constant', 'near-constant', 'unique', 'mostly-missing'] })),
  },
  closed,
);
export type ColumnProfile = Static<typeof ColumnProfile>;

const Missingness = Type.Object(
  {
    missingCells: Count,
    missingShare: Share,
    completeRows: Count,
    patterns: Type.Array(Type.Object({ columns: Names, count: Count, share: Share, bads: Bads }, closed)),
    patternCount: Count,
    together: Type.Array(Type.Object({ columns: Names, rows: Count }, closed)),
    byOutcome: Type.Array(
      Type.Object(
        {
          column: Type.String(),
          missing: Count,
          badRateMissing: Share,
          badRateFilled: orNull(Share),
          pValue: Type.Number(),
        },
        closed,
      ),
    ),
  },
  closed,
);

const Correlations = Type.Object(
  {
    rows: Count,
    pairs: Type.Array(
      Type.Object(
        {
          left: Type.String(),
          right: Type.String(),
          measure: Type.String({ enum: ['spearman', 'cramers-v', 'ratio'] }),
          value: Type.Number({ minimum: -1, maximum: 1 }),
          pearson: Type.Optional(Type.Number({ minimum: -1, maximum: 1 })),
        },
        closed,
      ),
    ),
    matrix: Type.Object({ columns: Names, values: Type.Array(MaybeNumbers) }, closed),
  },
  closed,
);

const Collinearity = Type.Object(
  {
    rows: Count,
    vif: Type.Array(
      Type.Object(
        { column: Type.String(), vif: orNull(Type.Number({ description: 'Null: an exact combination of others.' })) },
        closed,
      ),
    ),
    conditionIndex: orNull(Type.Number()),
  },
  closed,
);

const Outliers = Type.Union([
  Type.Object(
    {
      assessed: Type.Literal(true),
      rows: Count,
      columns: Names,
      onLogScale: Names,
      cutOff: Type.Number(),
      count: Count,
      share: Share,
      badRate: orNull(Share),
      farthest: Type.Array(Type.Object({ row: Count, distance: Type.Number(), column: Type.String() }, closed)),
    },
    closed,
  ),
  Type.Object({ assessed: Type.Literal(false), reason: Type.String() }, closed),
]);

const Duplicates = Type.Object(
  {
    exactRows: Count,
    exactGroups: Type.Array(Type.Object({ rows: Type.Array(Count), count: Count, bads: Bads }, closed)),
    contradicting: orNull(Count),
    nearRows: Count,
    nearPairs: Count,
    nearest: Type.Array(
      Type.Object(
        {
          rows: Type.Array(Count, { minItems: 2, maxItems: 2 }),
          distance: Type.Number(),
          differs: Names,
          sameOutcome: orNull(Type.Boolean()),
        },
        closed,
      ),
    ),
  },
  closed,
);

const Stability = Type.Object(
  {
    timeColumn: Type.String(),
    months: Names,
    counts: Type.Array(Count),
    badRates: orNull(MaybeNumbers),
    columns: Type.Array(
      Type.Object(
        {
          column: Type.String(),
          missingShare: Type.Array(Share),
          mean: orNull(MaybeNumbers),
          psiFromFirst: MaybeNumbers,
          psiFromPrevious: MaybeNumbers,
          worstPsi: Type.Number(),
        },
        closed,
      ),
    ),
  },
  closed,
);

const Components = Type.Object(
  {
    rows: Count,
    columns: Names,
    explained: Type.Array(Share),
    loadings: Type.Array(Type.Array(Type.Number())),
    points: Type.Array(
      Type.Object({ row: Count, x: Type.Number(), y: Type.Number(), bad: orNull(Type.Boolean()) }, closed),
    ),
  },
  closed,
);

/** Answer of `GET /v1/datasets/{hash}/profile`: what `probity profile` found. Rows count from 0. */
export const DatasetProfileResponse = Type.Object(
  {
    formatVersion: Type.Literal(1),
    dataset: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    seed: Count,
    rows: Count,
    target: orNull(
      Type.Object({ column: Type.String(), badValue: Type.String(), bads: Count, badRate: Share }, closed),
    ),
    leaks: Type.Array(LeakFinding),
    quality: Type.Object(
      {
        rowsRead: Count,
        rowsRefused: Count,
        missingShare: Share,
        duplicateRows: Count,
        emptyColumns: Names,
        constantColumns: Names,
        nearConstantColumns: Names,
        mostlyMissingColumns: Names,
      },
      closed,
    ),
    columns: Type.Array(ColumnProfile),
    missingness: Missingness,
    correlations: Correlations,
    collinearity: Collinearity,
    outliers: Outliers,
    duplicates: Duplicates,
    stability: orNull(Stability),
    components: orNull(Components),
    sampledRows: Count,
    notAssessed: Type.Array(Type.Object({ part: Type.String(), reason: Type.String() }, closed)),
  },
  { ...closed, title: 'DatasetProfileResponse' },
);
export type DatasetProfileResponse = Static<typeof DatasetProfileResponse>;

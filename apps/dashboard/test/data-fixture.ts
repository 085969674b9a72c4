import type { ColumnProfile, DatasetProfileResponse } from '@probity/contract';

export const PROFILE_HASH = 'a'.repeat(64);
const COLUMNS = 351;

/** A profile as wide as the widest public one, with a leak, a gap and a key. */
export function makeProfile(): DatasetProfileResponse {
  const plain = Array.from({ length: COLUMNS - 2 }, (_, index) => numberColumn(`column ${index}`, index));
  const term: ColumnProfile = {
    ...numberColumn('term', 3),
    label: 'Term',
    count: 193,
    missing: 7,
    missingShare: 0.035,
    missingBads: 2,
    auc: 0.977,
    specials: [{ value: '-9', count: 3, bads: 1 }],
  };
  const target: ColumnProfile = { ...numberColumn('bad', 1), role: 'target', informationValue: null, auc: null };
  const columns = [target, term, ...plain];
  const mapped = columns.slice(0, 12).map(({ name }) => name);
  return {
    formatVersion: 1,
    dataset: PROFILE_HASH,
    seed: 1,
    rows: 200,
    target: { column: 'bad', badValue: '1', bads: 40, badRate: 0.2 },
    leaks: [
      {
        column: 'term',
        kind: 'altered-after-outcome',
        severity: 'leak',
        evidence: 'values off the grid of 12 are 87.7 % bad (72 rows), values on it 3.8 % (128 rows)',
        figures: { auc: 0.977 },
        advice: 'Use the value as agreed at application.',
        inUse: true,
      },
      {
        column: null,
        kind: 'row-order',
        severity: 'leak',
        evidence: 'the place in the file tells the outcome: 2 runs where mixed rows would give 65',
        figures: { runs: 2 },
        advice: 'Mix the rows.',
        inUse: false,
      },
    ],
    quality: {
      ...{ rowsRead: 200, rowsRefused: 0, missingShare: 0.001, duplicateRows: 1 },
      ...{ emptyColumns: [], constantColumns: [], nearConstantColumns: [], mostlyMissingColumns: [] },
    },
    columns,
    missingness: {
      ...{ missingCells: 7, missingShare: 0.001, completeRows: 193, patternCount: 2, together: [] },
      patterns: [
        { columns: [], count: 193, share: 0.965, bads: 38 },
        { columns: ['term'], count: 7, share: 0.035, bads: 2 },
      ],
      byOutcome: [{ column: 'term', missing: 7, badRateMissing: 2 / 7, badRateFilled: 38 / 193, pValue: 0.56 }],
    },
    correlations: {
      rows: 200,
      pairs: [{ left: 'term', right: 'column 1', measure: 'spearman', value: -0.61, pearson: -0.5 }],
      matrix: {
        columns: mapped,
        values: mapped.map((_, row) => mapped.map((__, column) => (row === column ? 1 : Math.cos(row * column) / 2))),
      },
    },
    collinearity: {
      rows: 200,
      vif: [
        { column: 'column 1', vif: null },
        { column: 'term', vif: 12.5 },
      ],
      conditionIndex: null,
    },
    outliers: {
      ...{ assessed: true, rows: 200, columns: ['term', 'column 1'], onLogScale: ['term'], cutOff: 13.8 },
      ...{ count: 2, share: 0.01, badRate: 0.5 },
      farthest: [
        { row: 17, distance: 55.5, column: 'term' },
        { row: 90, distance: 20.25, column: 'column 1' },
      ],
    },
    duplicates: {
      ...{ exactRows: 1, contradicting: 0, nearRows: 200, nearPairs: 1 },
      exactGroups: [{ rows: [3, 9], count: 2, bads: 0 }],
      nearest: [{ rows: [4, 8], distance: 0.01, differs: ['term'], sameOutcome: false }],
    },
    stability: null,
    components: {
      ...{ rows: 200, columns: ['term', 'column 1'], explained: [0.7, 0.3] },
      loadings: [
        [0.8, -0.6],
        [0.6, 0.8],
      ],
      points: Array.from({ length: 60 }, (_, row) => ({
        row,
        x: Math.cos(row),
        y: Math.sin(row * 3),
        bad: row % 5 === 0,
      })),
    },
    sampledRows: 200,
    notAssessed: [{ part: 'stability', reason: 'no time column: name one with --time' }],
  };
}

function numberColumn(name: string, index: number): ColumnProfile {
  const histogram = Array.from({ length: 20 }, (_, bin) => {
    const count = 1 + ((bin * (index + 3)) % 17);
    return { from: bin * 6, to: (bin + 1) * 6, count, bads: Math.floor(count / 5) };
  });
  return {
    ...{ name, label: name, kind: 'integer', role: 'feature' },
    ...{ count: 200, missing: 0, missingShare: 0, missingBads: 0, specials: [], distinct: 90 },
    numbers: {
      ...{ mean: 60, standardDeviation: 30, skewness: 0.1, zeros: 1, negatives: 0, histogram },
      quantiles: [0, 1, 6, 30, 60, 90, 110, 118, 120],
      outliers: { below: 0, above: 2, low: -60, high: 180 },
    },
    informationValue: (index % 50) / 100,
    auc: 0.5 + (index % 40) / 100,
    flags: [],
  };
}

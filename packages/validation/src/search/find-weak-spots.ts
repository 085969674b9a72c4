import type { Feature } from '@probity/learn';
import { holmAdjust, normalSurvival, quantileOfSorted } from '@probity/numerics';

/** What the search looks at: one entry per row. */
export interface SlicedRows {
  readonly features: readonly Feature[];
  readonly columns: readonly Float64Array[];
  readonly riskScores: Float64Array;
  readonly labels: Uint8Array;
}

export type WeakSpotKind = 'underestimates' | 'overestimates' | 'ranks worse';

/** A slice in which the model does worse than on all rows. */
export interface WeakSpot {
  readonly kind: WeakSpotKind;
  /** "age below 25 and purpose = A46". */
  readonly slice: string;
  readonly featureCount: 1 | 2;
  readonly rows: number;
  readonly bads: number;
  readonly observed: number;
  readonly predicted: number;
  /** ROC AUC inside the slice; undefined with fewer than 10 rows of an outcome. */
  readonly auc: number | undefined;
  /** The AUC that the model's probabilities promise in the slice. */
  readonly promisedAuc: number;
  /** Of the test, > 0: worse. */
  readonly z: number;
  readonly pValue: number;
  /** Corrected by Holm for all tests of the search. */
  readonly adjusted: number;
}

export interface WeakSpotSearch {
  /** Significant ones, the surest first. */
  readonly found: readonly WeakSpot[];
  readonly slices: number;
  readonly tests: number;
  /** Features whose pairs were searched. */
  readonly paired: readonly string[];
}

export interface SearchSettings {
  /** Smallest slice that is tested, default 30 rows. */
  readonly fewestRows?: number;
  /** Corrected p below which a slice is reported, default 0.05. */
  readonly level?: number;
  /** Pairs are made of this many features, those that move the score most; default 12. */
  readonly pairedFeatures?: number;
}

const BINS = 4;
const MOST_LEVELS = 8;
const FEWEST_OUTCOMES = 10;

/**
 * Searches slices by one and by two features for places where the model is off or ranks worse.
 *
 * Numbers are cut at their quartiles, categories by level (the commonest eight, the rest together), missing values
 * apart. In each slice bads are compared with Σ p (z = (bads − Σ p) / √ Σ p (1 − p)), and its AUC with the one that the
 * model's own probabilities promise there: where scores lie close together nobody ranks well, and that is no weak spot
 * (standard error of Hanley & McNeil). All p-values together are corrected by Holm, so that the chance of even one false
 * alarm in a whole search is at most `level`.
 *
 * Cost: O(rows · pairs). Source: the idea is that of Chung et al. 2019 (SliceFinder), with bins instead of trees.
 * @example findWeakSpots({ features, columns, riskScores, labels }).found[0]?.slice
 */
export function findWeakSpots(data: SlicedRows, settings: SearchSettings = {}): WeakSpotSearch {
  const { fewestRows = 30, level = 0.05, pairedFeatures = 12 } = settings;
  const binned = data.features.map((feature, index) => binFeature(feature, data.columns[index] ?? new Float64Array()));
  const order = orderByScore(data.riskScores);
  const paired = binned
    .map((bins, index) => ({ index, spread: spreadOfScore(data, bins) }))
    .sort((a, b) => b.spread - a.spread || a.index - b.index)
    .slice(0, pairedFeatures)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
  const slices: Slice[] = [];
  for (const bins of binned) {
    for (const [cell, measured] of measureCells(data, order, bins.binOf, bins.labels.length).entries()) {
      slices.push({ label: bins.labels[cell] ?? '', parents: [], ...measured });
    }
  }
  for (const [position, first] of paired.entries()) {
    for (const second of paired.slice(position + 1)) {
      const [a, b] = [binned[first], binned[second]];
      if (a === undefined || b === undefined) continue;
      const width = b.labels.length;
      const cells = a.binOf.map((bin, row) => bin * width + (b.binOf[row] ?? 0));
      for (const [cell, measured] of measureCells(data, order, cells, a.labels.length * width).entries()) {
        const parents = [a.labels[Math.floor(cell / width)] ?? '', b.labels[cell % width] ?? ''];
        slices.push({ label: parents.join(' and '), parents, ...measured });
      }
    }
  }
  const large = slices.filter(({ rows }) => rows >= fewestRows && rows < data.labels.length);
  const tests = large.flatMap(testsOf);
  const adjusted = holmAdjust(tests.map(({ pValue }) => pValue));
  const found = tests
    .map(({ slice, kind, pValue, z }, index): WeakSpot & { parents: readonly string[] } => ({
      kind,
      slice: slice.label,
      parents: slice.parents,
      featureCount: slice.parents.length === 0 ? 1 : 2,
      rows: slice.rows,
      bads: slice.bads,
      observed: slice.bads / slice.rows,
      predicted: slice.predicted / slice.rows,
      auc: slice.auc,
      promisedAuc: slice.promisedAuc,
      z,
      pValue,
      adjusted: adjusted[index] ?? 1,
    }))
    .filter((spot) => spot.adjusted < level)
    .sort((a, b) => b.z - a.z || (a.slice < b.slice ? -1 : 1));
  return {
    found: withoutEchoes(found),
    slices: large.length,
    tests: tests.length,
    paired: paired.map((index) => data.features[index]?.name ?? ''),
  };
}

interface BinnedFeature {
  readonly labels: readonly string[];
  readonly binOf: Uint8Array;
}

interface Cell {
  readonly rows: number;
  readonly bads: number;
  readonly predicted: number;
  readonly variance: number;
  readonly auc: number | undefined;
  readonly promisedAuc: number;
}

interface Slice extends Cell {
  readonly label: string;
  readonly parents: readonly string[];
}

function binFeature(feature: Feature, column: Float64Array): BinnedFeature {
  const { name } = feature;
  if (feature.kind === 'category') {
    const levels = feature.levels ?? [];
    const counts = levels.map(() => 0);
    for (const code of column) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
    const kept = levels
      .map((_, code) => code)
      .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
      .slice(0, MOST_LEVELS);
    const places = new Map(kept.map((code, place) => [code, place]));
    return {
      labels: [...kept.map((code) => `${name} = ${levels[code] ?? ''}`), `${name} = another value`, `${name} missing`],
      binOf: Uint8Array.from(column, (code) =>
        Number.isNaN(code) || code < 0 ? kept.length + 1 : (places.get(code) ?? kept.length),
      ),
    };
  }
  const codes = feature.specialCodes ?? [];
  const sorted = column.filter((value) => !Number.isNaN(value) && !codes.includes(value)).sort();
  const edges = sorted.length === 0 ? [] : quartersOf(sorted);
  const text = (value: number) => String(Number(value.toPrecision(6)));
  const labels = Array.from({ length: edges.length + 1 }, (_, bin) => {
    const [low, high] = [edges[bin - 1], edges[bin]];
    if (low === undefined) return high === undefined ? `${name} known` : `${name} ≤ ${text(high)}`;
    return high === undefined ? `${name} > ${text(low)}` : `${text(low)} < ${name} ≤ ${text(high)}`;
  });
  return {
    labels: [...labels, `${name} missing`, ...codes.map((code) => `${name} = ${code}`)],
    binOf: Uint8Array.from(column, (value) => {
      if (Number.isNaN(value)) return labels.length;
      const code = codes.indexOf(value);
      if (code >= 0) return labels.length + 1 + code;
      const position = edges.findIndex((edge) => value <= edge);
      return position < 0 ? edges.length : position;
    }),
  };
}

function quartersOf(sorted: Float64Array): number[] {
  const top = sorted.at(-1) ?? 0;
  const edges = Array.from({ length: BINS - 1 }, (_, cut) => quantileOfSorted(sorted, (cut + 1) / BINS));
  // An edge at the largest value would leave nothing above it.
  return [...new Set(edges)].filter((edge) => edge < top);
}

/** Rows from the safest to the riskiest. */
function orderByScore(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b);
}

/** Counts and AUCs of every cell in one pass over the rows by score. */
function measureCells(
  { riskScores, labels }: SlicedRows,
  order: Uint32Array,
  cellOf: ArrayLike<number>,
  cells: number,
): readonly Cell[] {
  const rows = new Float64Array(cells);
  const variance = new Float64Array(cells);
  const seen = new PairCounter(cells);
  const promised = new PairCounter(cells);
  const touched: number[] = [];
  const settle = () => {
    for (const cell of touched) {
      seen.settle(cell);
      promised.settle(cell);
    }
    touched.length = 0;
  };
  let previous = Number.NaN;
  for (const row of order) {
    const score = riskScores[row] ?? 0;
    const cell = cellOf[row] ?? 0;
    if (score !== previous) settle();
    previous = score;
    touched.push(cell);
    const label = labels[row] ?? 0;
    seen.add(cell, label, 1 - label);
    promised.add(cell, score, 1 - score);
    rows[cell] = (rows[cell] ?? 0) + 1;
    variance[cell] = (variance[cell] ?? 0) + score * (1 - score);
  }
  settle();
  return Array.from(rows, (count, cell) => {
    const bads = seen.bads[cell] ?? 0;
    const enough = bads >= FEWEST_OUTCOMES && count - bads >= FEWEST_OUTCOMES;
    const spread = variance[cell] ?? 0;
    return {
      rows: count,
      bads,
      predicted: promised.bads[cell] ?? 0,
      variance: spread,
      auc: enough ? seen.auc(cell, 0) : undefined,
      promisedAuc: promised.auc(cell, spread),
    };
  });
}

/** Counts, per cell, the pairs of a bad above a good; rows come by rising score, ties settled together. */
class PairCounter {
  readonly bads: Float64Array;
  private readonly goods: Float64Array;
  private readonly pairs: Float64Array;
  private readonly tiedBads: Float64Array;
  private readonly tiedGoods: Float64Array;

  constructor(cells: number) {
    this.bads = new Float64Array(cells);
    this.goods = new Float64Array(cells);
    this.pairs = new Float64Array(cells);
    this.tiedBads = new Float64Array(cells);
    this.tiedGoods = new Float64Array(cells);
  }

  add(cell: number, bad: number, good: number): void {
    this.tiedBads[cell] = (this.tiedBads[cell] ?? 0) + bad;
    this.tiedGoods[cell] = (this.tiedGoods[cell] ?? 0) + good;
  }

  settle(cell: number): void {
    const bad = this.tiedBads[cell] ?? 0;
    const good = this.tiedGoods[cell] ?? 0;
    this.pairs[cell] = (this.pairs[cell] ?? 0) + bad * ((this.goods[cell] ?? 0) + good / 2);
    this.bads[cell] = (this.bads[cell] ?? 0) + bad;
    this.goods[cell] = (this.goods[cell] ?? 0) + good;
    this.tiedBads[cell] = 0;
    this.tiedGoods[cell] = 0;
  }

  /** @param selves weight of the pairs of a row with itself, which are no pairs: Σ p (1 − p) */
  auc(cell: number, selves: number): number {
    const all = (this.bads[cell] ?? 0) * (this.goods[cell] ?? 0);
    return ((this.pairs[cell] ?? 0) - selves / 2) / (all - selves);
  }
}

function spreadOfScore({ riskScores }: SlicedRows, { binOf, labels }: BinnedFeature): number {
  const [counts, sums] = [new Float64Array(labels.length), new Float64Array(labels.length)];
  let total = 0;
  for (const [row, score] of riskScores.entries()) {
    const bin = binOf[row] ?? 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + score;
    total += score;
  }
  const mean = total / riskScores.length;
  return counts.reduce(
    (spread, count, bin) => (count === 0 ? spread : spread + count * ((sums[bin] ?? 0) / count - mean) ** 2),
    0,
  );
}

function testsOf(slice: Slice) {
  const tests: { slice: Slice; kind: WeakSpotKind; pValue: number; z: number }[] = [];
  // Below this the normal approximation says nothing.
  if (slice.variance >= 2) {
    const z = (slice.bads - slice.predicted) / Math.sqrt(slice.variance);
    const kind = z > 0 ? 'underestimates' : 'overestimates';
    tests.push({ slice, kind, pValue: 2 * normalSurvival(Math.abs(z)), z: Math.abs(z) });
  }
  if (slice.auc !== undefined) {
    const error = hanleyMcNeil(slice.promisedAuc, slice.bads, slice.rows - slice.bads);
    const z = (slice.promisedAuc - slice.auc) / error;
    if (error > 0) tests.push({ slice, kind: 'ranks worse', pValue: normalSurvival(z), z });
  }
  return tests;
}

/** Standard error of an AUC of this size. */
function hanleyMcNeil(auc: number, bads: number, goods: number): number {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  return Math.sqrt((auc * (1 - auc) + (bads - 1) * (q1 - auc * auc) + (goods - 1) * (q2 - auc * auc)) / (bads * goods));
}

/** Leaves out slices by two features that say no more than one of their halves does. */
function withoutEchoes(spots: readonly (WeakSpot & { parents: readonly string[] })[]): readonly WeakSpot[] {
  const gap = (spot: WeakSpot) =>
    spot.kind === 'ranks worse' ? spot.promisedAuc - (spot.auc ?? 0) : Math.abs(spot.observed - spot.predicted);
  return spots
    .filter(
      (spot) =>
        !spots.some(
          (parent) =>
            parent.kind === spot.kind && spot.parents.includes(parent.slice) && gap(spot) < 1.25 * gap(parent),
        ),
    )
    .map(({ parents: _parents, ...spot }) => spot);
}

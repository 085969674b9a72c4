import type { Trend } from './scorecard.js';

/** Cells in order, to be joined to bins: what the search knows of the data. */
export interface PartitionProblem {
  /** Weight of each cell's goods and bads; equal lengths n ≥ 1. */
  readonly goods: ArrayLike<number>;
  readonly bads: ArrayLike<number>;
  /** What a bin of so many goods and bads is worth; the sum over bins is maximised. NaN: such a bin is not allowed. */
  readonly worth: (goods: number, bads: number) => number;
}

export interface PartitionRules {
  readonly trend: Trend;
  /** Whole numbers, 1 ≤ minBins ≤ maxBins. */
  readonly minBins: number;
  readonly maxBins: number;
  /** Least weight of goods and bads together, of goods, and of bads, in every bin. */
  readonly minWeight: number;
  readonly minGoods: number;
  readonly minBads: number;
  /** How far bad rates of neighbours must be apart in the direction of the trend, ≥ 0; either way where there is none. */
  readonly minRateDifference: number;
  /** Square of the least z of neighbours' bad rates (pooled two-proportion test); 0 demands nothing. */
  readonly minSquaredZ: number;
}

export interface Partition {
  /** Position after each bin's last cell, ascending; the last is n. */
  readonly ends: readonly number[];
  readonly objective: number;
}

type Direction = 'up' | 'down' | 'any';

const phasesOf: Readonly<Record<Trend, readonly Direction[]>> = {
  ascending: ['up'],
  descending: ['down'],
  peak: ['up', 'down'],
  valley: ['down', 'up'],
  none: ['any'],
};

/**
 * The partition of ordered cells into neighbouring bins whose summed worth is greatest among all that keep the rules:
 * exact, by dynamic programming.
 *
 * `ascending` means that bad rates do not fall from bin to bin; `peak` that they rise and then fall, `valley` the other
 * way round, either part possibly empty. Of equals the one with fewer bins.
 *
 * The table holds, for each number of bins k and each last bin (i, j], the best worth of a partition of the first j cells
 * that ends with it. What may come before depends on that last bin only through its bad rate, so the bins that end at i
 * are sorted by bad rate once and a running maximum answers every (i, j]; see docs/methods/scorecard.md.
 *
 * @returns undefined when no partition keeps the rules
 * Cost: O(n² log n + K n²) for n cells and at most K bins; O(K n³) with `minSquaredZ`, or with `minRateDifference` and no
 * trend.
 */
export function findOptimalPartition(problem: PartitionProblem, rules: PartitionRules): Partition | undefined {
  const grid = evaluateBins(problem, rules);
  const phases = phasesOf[rules.trend];
  const { size } = grid;
  const layers: Layer[] = [];
  let best: { layer: number; phase: number; start: number; objective: number } | undefined;
  const lookUp =
    rules.minSquaredZ > 0 || (rules.trend === 'none' && rules.minRateDifference > 0) ? scan : runningMaxima;
  for (let k = 1; k <= Math.min(rules.maxBins, size); k++) {
    const layer = k === 1 ? firstLayer(grid, phases.length) : nextLayer(grid, rules, phases, layers[k - 2], lookUp);
    layers.push(layer);
    if (!layer.alive) break;
    if (k < rules.minBins) continue;
    for (let phase = 0; phase < phases.length; phase++) {
      for (let start = 0; start < size; start++) {
        const objective = layer.totals[phase][start * (size + 1) + size];
        if (objective > (best?.objective ?? -Infinity)) best = { layer: k - 1, phase, start, objective };
      }
    }
  }
  if (best === undefined) return undefined;
  const ends: number[] = [];
  let { layer, phase, start } = best;
  let end = size;
  for (; ; layer--) {
    ends.push(end);
    if (layer === 0) break;
    const before = layers[layer].before[phase][start * (size + 1) + end];
    end = start;
    start = before >> 1;
    phase = before & 1;
  }
  return { ends: ends.reverse(), objective: best.objective };
}

/** Every bin (i, j]: entry i · (n + 1) + j. */
interface Grid {
  readonly size: number;
  /** −∞ where the bin is not allowed. */
  readonly worth: Float64Array;
  readonly rate: Float64Array;
  readonly bads: Float64Array;
  readonly weight: Float64Array;
  /** Starts of the bins that end at i, by bad rate ascending. */
  readonly byRate: readonly Int32Array[];
  /** How many of the bins that end at i lie low enough (up), and the first that lies high enough (down). */
  readonly lowCount: Int32Array;
  readonly highStart: Int32Array;
}

interface Layer {
  /** By phase, by bin. */
  readonly totals: readonly Float64Array[];
  /** Start of the bin before, and its phase in the lowest bit. */
  readonly before: readonly Int32Array[];
  /** Whether any partition of so many bins exists. */
  readonly alive: boolean;
}

function evaluateBins({ goods, bads, worth: worthOf }: PartitionProblem, rules: PartitionRules): Grid {
  const size = goods.length;
  const width = size + 1;
  const grid = {
    worth: new Float64Array(width * width).fill(-Infinity),
    rate: new Float64Array(width * width),
    bads: new Float64Array(width * width),
    weight: new Float64Array(width * width),
    lowCount: new Int32Array(width * width),
    highStart: new Int32Array(width * width),
  };
  for (let start = 0; start < size; start++) {
    let binGoods = 0;
    let binBads = 0;
    for (let end = start + 1; end <= size; end++) {
      binGoods += goods[end - 1];
      binBads += bads[end - 1];
      const at = start * width + end;
      const weight = binGoods + binBads;
      grid.bads[at] = binBads;
      grid.weight[at] = weight;
      grid.rate[at] = binBads / weight;
      if (weight < rules.minWeight || binGoods < rules.minGoods || binBads < rules.minBads) continue;
      const worth = worthOf(binGoods, binBads);
      if (!Number.isNaN(worth) && weight > 0) grid.worth[at] = worth;
    }
  }
  const byRate: Int32Array[] = [];
  for (let end = 0; end <= size; end++) byRate.push(sortStarts(grid, end, width));
  for (let start = 1; start < size; start++) {
    const starts = byRate[start];
    const rates = Float64Array.from(starts, (before) => grid.rate[before * width + start]);
    for (let end = start + 1; end <= size; end++) {
      const rate = grid.rate[start * width + end];
      const gap = rules.minRateDifference;
      grid.lowCount[start * width + end] = firstWhere(rates, (before) => !(rate - before >= gap));
      grid.highStart[start * width + end] = firstWhere(rates, (before) => before - rate >= gap);
    }
  }
  return { size, ...grid, byRate };
}

function sortStarts(grid: Pick<Grid, 'worth' | 'rate'>, end: number, width: number): Int32Array {
  const starts: number[] = [];
  for (let start = 0; start < end; start++) if (grid.worth[start * width + end] > -Infinity) starts.push(start);
  return Int32Array.from(starts.sort((a, b) => grid.rate[a * width + end] - grid.rate[b * width + end] || a - b));
}

/** The first position at which `holds` is true; it must stay true from there on. */
function firstWhere(values: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

function emptyLayer(grid: Grid, phaseCount: number) {
  const length = grid.worth.length;
  return {
    totals: Array.from({ length: phaseCount }, () => new Float64Array(length).fill(-Infinity)),
    before: Array.from({ length: phaseCount }, () => new Int32Array(length)),
  };
}

function firstLayer(grid: Grid, phaseCount: number): Layer {
  const layer = emptyLayer(grid, phaseCount);
  for (let end = 1; end <= grid.size; end++) layer.totals[0][end] = grid.worth[end];
  return { ...layer, alive: true };
}

/** For one start i and one phase: given the range of `byRate[i]` that is allowed, the best total there and where. */
type LookUp = (context: LookUpContext) => (end: number, from: number, to: number) => void;

interface LookUpContext {
  readonly grid: Grid;
  readonly rules: PartitionRules;
  readonly previous: Layer;
  readonly phase: number;
  readonly start: number;
  readonly direction: Direction;
  /** Filled in by the look-up. */
  readonly found: { total: number; before: number };
}

function nextLayer(
  grid: Grid,
  rules: PartitionRules,
  phases: readonly Direction[],
  previous: Layer,
  lookUp: LookUp,
): Layer {
  const layer = emptyLayer(grid, phases.length);
  const width = grid.size + 1;
  const found = { total: -Infinity, before: 0 };
  let alive = false;
  for (const [phase, direction] of phases.entries()) {
    for (let start = 1; start < grid.size; start++) {
      const count = grid.byRate[start].length;
      if (count === 0) continue;
      const find = lookUp({ grid, rules, previous, phase, start, direction, found });
      for (let end = start + 1; end <= grid.size; end++) {
        const at = start * width + end;
        if (grid.worth[at] === -Infinity) continue;
        find(end, direction === 'down' ? grid.highStart[at] : 0, direction === 'up' ? grid.lowCount[at] : count);
        if (found.total === -Infinity) continue;
        layer.totals[phase][at] = found.total + grid.worth[at];
        layer.before[phase][at] = found.before;
        alive = true;
      }
    }
  }
  return { ...layer, alive };
}

/** The better of the phases up to this one, for one bin before. */
function bestPhase({ previous, phase }: LookUpContext, at: number): number {
  return phase === 1 && previous.totals[1][at] > previous.totals[0][at] ? 1 : 0;
}

const runningMaxima: LookUp = (context) => {
  const { grid, previous, start, direction, found } = context;
  const starts = grid.byRate[start];
  const width = grid.size + 1;
  const totals = new Float64Array(starts.length);
  const befores = new Int32Array(starts.length);
  let total = -Infinity;
  let before = 0;
  for (let step = 0; step < starts.length; step++) {
    const position = direction === 'down' ? starts.length - 1 - step : step;
    const at = starts[position] * width + start;
    const phase = bestPhase(context, at);
    if (previous.totals[phase][at] > total) {
      total = previous.totals[phase][at];
      before = starts[position] * 2 + phase;
    }
    totals[position] = total;
    befores[position] = before;
  }
  return (_end, from, to) => {
    found.total = -Infinity;
    if (from >= to) return;
    const position = direction === 'down' ? from : to - 1;
    found.total = totals[position];
    found.before = befores[position];
  };
};

/** Looks at every bin before, one by one: where neighbours must differ in a way that no order of the bins captures. */
const scan: LookUp = (context) => {
  const { grid, rules, previous, start, found } = context;
  const starts = grid.byRate[start];
  const width = grid.size + 1;
  return (end, from, to) => {
    found.total = -Infinity;
    const after = start * width + end;
    for (let position = from; position < to; position++) {
      const at = starts[position] * width + start;
      const phase = bestPhase(context, at);
      const total = previous.totals[phase][at];
      if (!(total > found.total)) continue;
      if (Math.abs(grid.rate[after] - grid.rate[at]) < rules.minRateDifference) continue;
      if (squaredZ(grid, at, after) < rules.minSquaredZ) continue;
      found.total = total;
      found.before = starts[position] * 2 + phase;
    }
  };
};

function squaredZ({ bads, weight, rate }: Grid, a: number, b: number): number {
  const pooled = (bads[a] + bads[b]) / (weight[a] + weight[b]);
  const variance = pooled * (1 - pooled) * (1 / weight[a] + 1 / weight[b]);
  const difference = rate[a] - rate[b];
  return variance > 0 ? (difference * difference) / variance : 0;
}

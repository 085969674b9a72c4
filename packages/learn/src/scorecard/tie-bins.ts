import type { Trend } from './scorecard.js';

/** What effects (log-odds of bad) along a variable's ordinary bins must look like. */
export interface Shape {
  /** Positions of the ordinary bins, in order; others are free. */
  readonly ordinary: readonly number[];
  /** Of the effects where the variable works as its bad rates say; turned round where its WOE works the other way. */
  readonly trend: Trend;
}

/**
 * Ties neighbouring bins whose effects break the shape, as the nearest effects of that shape (least squares by weight)
 * have them equal.
 *
 * @param ties by bin: the first bin it is tied to, or itself
 * @returns the ties with those added, or undefined where the shape is kept
 */
export function tieAgainstShape(
  { ordinary, trend }: Shape,
  effects: Float64Array,
  woe: Float64Array,
  weights: Float64Array,
  ties: readonly number[],
): readonly number[] | undefined {
  if (trend === 'none' || ordinary.length < 2) return undefined;
  let along = 0;
  for (const bin of ordinary) along += effects[bin] * woe[bin];
  const wanted = along > 0 ? turned[trend] : trend;
  const values = ordinary.map((bin) => effects[bin]);
  const masses = ordinary.map((bin) => weights[bin] + 1e-9);
  const blocks = nearestBlocks(values, masses, wanted);
  const next = [...ties];
  let changed = false;
  for (const { from, to } of blocks) {
    const members = ordinary.slice(from, to);
    const roots = new Set(members.map((bin) => next[bin]));
    if (roots.size < 2) continue;
    changed = true;
    const root = Math.min(...roots);
    for (let bin = 0; bin < next.length; bin++) if (roots.has(next[bin])) next[bin] = root;
  }
  return changed ? next : undefined;
}

const turned: Readonly<Record<Trend, Trend>> = {
  ascending: 'descending',
  descending: 'ascending',
  peak: 'valley',
  valley: 'peak',
  none: 'none',
};

interface Block {
  readonly from: number;
  readonly to: number;
}

function nearestBlocks(values: readonly number[], masses: readonly number[], trend: Trend): readonly Block[] {
  if (trend === 'ascending' || trend === 'descending') {
    return poolViolators(values, masses, 0, values.length, trend === 'ascending' ? 1 : -1).blocks;
  }
  const sign = trend === 'peak' ? 1 : -1;
  let best: { blocks: readonly Block[]; error: number } | undefined;
  for (let turn = 0; turn <= values.length; turn++) {
    const before = poolViolators(values, masses, 0, turn, sign);
    const after = poolViolators(values, masses, turn, values.length, sign === 1 ? -1 : 1);
    const error = before.error + after.error;
    if (best === undefined || error < best.error) best = { blocks: [...before.blocks, ...after.blocks], error };
  }
  return best?.blocks ?? [];
}

/** Isotonic regression by pooling neighbours; `sign` 1 rises, −1 falls. */
function poolViolators(
  values: readonly number[],
  masses: readonly number[],
  from: number,
  to: number,
  sign: 1 | -1,
): { blocks: readonly Block[]; error: number } {
  const blocks: { from: number; to: number; mass: number; mean: number }[] = [];
  for (let index = from; index < to; index++) {
    let block = { from: index, to: index + 1, mass: masses[index], mean: values[index] };
    for (let last = blocks.at(-1); last !== undefined && sign * (last.mean - block.mean) > 0; last = blocks.at(-1)) {
      blocks.pop();
      const mass = last.mass + block.mass;
      const mean = (last.mean * last.mass + block.mean * block.mass) / mass;
      block = { from: last.from, to: block.to, mass, mean };
    }
    blocks.push(block);
  }
  let error = 0;
  for (const block of blocks) {
    for (let index = block.from; index < block.to; index++) {
      error += masses[index] * (values[index] - block.mean) * (values[index] - block.mean);
    }
  }
  return { blocks, error };
}

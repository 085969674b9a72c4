import type { ColumnSchema } from '@probity/domain';
import type { FeatureReference } from '../bundle/model-bundle.js';
import { CHANGE_COST, plausibleRange, rankOf } from './candidate-values.js';
import type { Choice } from './search-changes.js';

const HALVINGS = 12;
/** Steps into which the plausible range is cut: finer than that nobody would ask a person to be. */
const STEPS = 200;

/**
 * Moves each changed number back towards where it was, as far as the answer stays the same: between two thresholds of a
 * model without steps there may be a nearer value. Never makes an answer dearer.
 */
export function refineChoice(
  choice: Choice,
  row: Float64Array,
  columns: readonly ColumnSchema[],
  references: ReadonlyMap<string, FeatureReference>,
  accepts: (choice: Choice) => boolean,
): Choice {
  const refined = new Map(choice);
  for (const [feature, candidate] of choice) {
    const column = columns[feature];
    if (column === undefined || (column.kind !== 'numeric' && column.kind !== 'integer')) continue;
    const quantiles = references.get(column.name)?.quantiles ?? [];
    const [low, high] = plausibleRange(column, quantiles);
    const step = stepFor((high - low) / STEPS, column.kind === 'integer');
    const start = row[feature] ?? 0;
    let near = start;
    let best = candidate;
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (near + best.encoded) / 2;
      const isUp = best.encoded > start;
      const value = toMultiple(middle, step, isUp);
      const isBetween = isUp ? value > near && value < best.encoded : value < near && value > best.encoded;
      if (!isBetween || value < low || value > high) break;
      const nearer = {
        encoded: value,
        value,
        cost: CHANGE_COST + Math.abs(rankOf(quantiles, value) - rankOf(quantiles, start)),
      };
      refined.set(feature, nearer);
      if (nearer.cost <= best.cost && accepts(refined)) best = nearer;
      else near = value;
    }
    refined.set(feature, best);
  }
  return refined;
}

/** The largest power of ten that is not above this size, as its inverse where it is below 1. */
function stepFor(size: number, isWhole: boolean): { readonly times: number; readonly per: number } {
  let [times, per] = [1, 1];
  while (times * 10 <= size) times *= 10;
  while (!isWhole && times / per > size && per < 1e9) per *= 10;
  return { times, per };
}

/** The next multiple of the step away from the start, so that rounding never undoes the change. */
function toMultiple(value: number, { times, per }: { times: number; per: number }, isUp: boolean): number {
  const scaled = (value / times) * per;
  const multiple = isUp ? Math.ceil(scaled) : Math.floor(scaled);
  return multiple === 0 ? 0 : (multiple * times) / per;
}

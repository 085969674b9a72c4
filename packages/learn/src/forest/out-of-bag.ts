import type { OutOfBagShares } from '@probity/numerics';
import { brierScore } from '../metrics/brier-score.js';
import { rocAuc } from '../metrics/roc-auc.js';

/** How well rows did in the trees that had not drawn them; kept in the record of the model. */
export interface OutOfBag {
  /** Rows that some tree had not drawn. */
  readonly rows: number;
  readonly rocAuc: number;
  readonly brier: number;
}

/** Null where the rows left out do not hold both outcomes. */
export function measureOutOfBag(found: OutOfBagShares | undefined, labels: Uint8Array): OutOfBag | null {
  if (found === undefined) return null;
  const rows = Uint32Array.from(labels.keys()).filter((row) => found.counts[row] > 0);
  const shares = Float64Array.from(rows, (row) => found.shares[row]);
  const outcomes = Uint8Array.from(rows, (row) => labels[row]);
  const bads = outcomes.reduce((count, label) => count + label, 0);
  if (bads === 0 || bads === rows.length) return null;
  return { rows: rows.length, rocAuc: rocAuc(shares, outcomes), brier: brierScore(shares, outcomes) };
}

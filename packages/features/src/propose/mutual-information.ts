import { log } from '@probity/numerics';

/** What a feature tells about an outcome. */
export interface Worth {
  /** Mutual information of the feature's bin and the outcome, in nats, less what chance alone would give; may be below 0. */
  readonly information: number;
  /** How far it is above what chance gives, in standard deviations of chance. */
  readonly standardScore: number;
}

/**
 * What knowing a row's bin tells about a yes-or-no outcome.
 *
 * Under independence 2·n·I is χ² with (bins − 1) degrees of freedom: its mean is taken off, and its spread is the unit of
 * `standardScore`.
 *
 * Source: Miller 1955 (bias), Wilks 1938 (distribution).
 * @param bins  length n; the bin of each row, 0 or above
 * @param labels length n; 1 or 0; NaN is left out
 * @example mutualInformation(Uint16Array.of(0, 0, 1, 1), Float64Array.of(0, 0, 1, 1)).information // log 2 − 1/8
 */
export function mutualInformation(bins: Uint16Array, labels: Float64Array): Worth {
  const counts: [number, number][] = [];
  const totals: [number, number] = [0, 0];
  for (let row = 0; row < bins.length; row++) {
    const label = labels[row]!;
    if (Number.isNaN(label)) continue;
    const side = label > 0 ? 1 : 0;
    counts[bins[row]!] ??= [0, 0];
    counts[bins[row]!]![side] += 1;
    totals[side] += 1;
  }
  const rows = totals[0] + totals[1];
  let information = 0;
  let used = 0;
  for (const count of counts) {
    if (count === undefined) continue;
    used += 1;
    const inBin = count[0] + count[1];
    for (const side of [0, 1] as const) {
      if (count[side] > 0) information += (count[side] / rows) * log((count[side] * rows) / (inBin * totals[side]));
    }
  }
  const degrees = used - 1;
  if (rows === 0 || degrees <= 0) return { information: 0, standardScore: 0 };
  const unbiased = information - degrees / (2 * rows);
  return { information: unbiased, standardScore: (2 * rows * unbiased) / Math.sqrt(2 * degrees) };
}

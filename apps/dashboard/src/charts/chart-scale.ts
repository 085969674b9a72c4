/** A linear scale from data to places on a drawing, with round ticks. */
export interface ChartScale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Share of the axis, in [0, 1]. */
  place(value: number): number;
}

/** Steps of 1, 2 or 5 times a power of ten, about `wanted` of them; the ends are ticks where `round` is true. */
export function makeScale(values: Iterable<number>, wanted: number, round = true): ChartScale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(0, low * 2), Math.max(0, low * 2)];
  const step = roundStep((high - low) / Math.max(1, wanted));
  if (round) {
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
  }
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Multiplied, not added up, and cut to the step's digits: 0.3 and not 0.30000000000000004.
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { low, high, ticks, place: (value) => (value - low) / (high - low) };
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  if (lead <= 1) return power;
  if (lead <= 2) return 2 * power;
  return lead <= 5 ? 5 * power : 10 * power;
}

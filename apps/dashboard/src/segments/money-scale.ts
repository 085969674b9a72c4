/** A scale for sums of money from nothing to a great deal: even in the logarithm of 10 + amount. */
export interface MoneyScale {
  readonly ticks: readonly number[];
  /** Share of the axis, in [0, 1]. */
  place(value: number): number;
}

const TICKS = [0, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 1e8, 1e9];

/** @param most ticks at most about so many */
export function makeMoneyScale(values: Iterable<number>, most = 7): MoneyScale {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) low = 0;
  const from = Math.log(10 + low);
  const span = Math.max(1e-9, Math.log(10 + high) - from);
  const inside = TICKS.filter((tick) => tick >= low && tick <= high);
  const step = Math.ceil(inside.length / most);
  return {
    ticks: inside.filter((_, index) => index % step === 0),
    place: (value) => (Math.log(10 + value) - from) / span,
  };
}

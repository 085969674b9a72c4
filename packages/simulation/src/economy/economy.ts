/** First day of the first vintage, 2021-01-01, in days since 1970-01-01. */
export const FIRST_DAY = 18_628;
/** The world takes applications for three years: 2021, 2022 and 2023. */
export const WORLD_DAYS = 1095;

const DOWNTURN_MIDDLE_YEARS = 1.5;
const DOWNTURN_HALF_WIDTH_YEARS = 0.65;

/** What the day of the application says of the economy. */
export interface Economy {
  /** Years since the first vintage, in [0, 3). */
  readonly years: number;
  /** How hard the downturn bites on loans of this day: 0 none, 1 at its worst, in the middle of 2022. */
  readonly stress: number;
}

/**
 * The economy on a day of the world: calm at first, a mild downturn in its middle year, a recovery.
 *
 * @param day days since the first vintage, in [0, 1095)
 */
export function economyOn(day: number): Economy {
  const years = day / 365;
  const distance = (years - DOWNTURN_MIDDLE_YEARS) / DOWNTURN_HALF_WIDTH_YEARS;
  const bump = Math.max(0, 1 - distance * distance);
  return { years, stress: bump * bump };
}

/**
 * The day on which a share of all applications has come in: demand grows by about a half over the three years.
 *
 * @param share in [0, 1)
 * @returns whole days since the first vintage; never falls as the share grows, so rows come in order of date
 */
export function dayOfShare(share: number): number {
  // Density 0.8 + 0.4·t on t in [0, 1]; its distribution 0.8·t + 0.2·t² is solved for t.
  const t = (-0.8 + Math.sqrt(0.64 + 0.8 * share)) / 0.4;
  return Math.min(WORLD_DAYS - 1, Math.floor(t * WORLD_DAYS));
}

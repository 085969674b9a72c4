import { ProbityError } from '@probity/domain';
import { binomialCdf, binomialSurvival, exactRateInterval, normalCdf, normalQuantile } from '@probity/numerics';

/** One grade as observed. */
export interface GradeOutcome {
  readonly grade: string;
  readonly rows: number;
  readonly bads: number;
  /** Mean predicted probability of the grade's rows, in [0, 1]. */
  readonly predicted: number;
}

/** `green`: nothing against the prediction; `amber`: unlikely under it; `red`: very unlikely. */
export type GradeLight = 'green' | 'amber' | 'red';

export interface GradeCalibration extends GradeOutcome {
  readonly badRate: number;
  /** Exact 95 % interval of the bad rate. */
  readonly interval: readonly [low: number, high: number];
  /** Chance of as many bads or more if the prediction is right: small = the risk is underestimated. */
  readonly pAtLeast: number;
  /** Chance of as few or fewer: small = the risk is overestimated. */
  readonly pAtMost: number;
  /** As `pAtLeast`, when defaults move together: see `assetCorrelation`; NaN when it is 0. */
  readonly pAtLeastCorrelated: number;
  /** `under`: more bads than predicted, `over`: fewer, `none` where green. */
  readonly direction: 'under' | 'over' | 'none';
  readonly light: GradeLight;
}

export interface GradeTestSettings {
  /** Below it amber, default 0.05. Two-sided: compared with twice the smaller of the two chances. */
  readonly amberBelow?: number;
  /** Below it red, default 0.01. */
  readonly redBelow?: number;
  /** Correlation of the obligors' assets in Vasicek's model, in [0, 1); default 0: defaults are independent. */
  readonly assetCorrelation?: number;
}

/**
 * Whether each grade's bads agree with its predicted probability: the exact binomial test, with a traffic light.
 *
 * The binomial test takes defaults as independent; in a downturn they are not, and it then rejects too often. With an
 * asset correlation the chance is also given under one common factor (large portfolio, Tasche 2003).
 *
 * @throws INVALID_ARGUMENT
 * Cost: O(√rows) per grade. Source: Basel Committee WP 14 (2005), ch. III; Tasche 2003; the binomial test is checked
 * against scipy.stats.binomtest in test/golden/stability.
 * @example calibrationByGrade([{ grade: 'C', rows: 200, bads: 14, predicted: 0.04 }])[0].light // 'amber'
 */
export function calibrationByGrade(
  grades: readonly GradeOutcome[],
  settings: GradeTestSettings = {},
): readonly GradeCalibration[] {
  const { amberBelow = 0.05, redBelow = 0.01, assetCorrelation = 0 } = settings;
  need(redBelow > 0 && amberBelow >= redBelow && amberBelow < 1, 'redBelow', 'be in (0, amberBelow]', redBelow);
  need(assetCorrelation >= 0 && assetCorrelation < 1, 'assetCorrelation', 'be in [0, 1)', assetCorrelation);
  return grades
    .filter(({ rows }) => rows > 0)
    .map((outcome) => {
      const { rows, bads, predicted, grade } = outcome;
      need(Number.isInteger(rows) && Number.isInteger(bads) && bads >= 0 && bads <= rows, grade, 'hold counts', bads);
      need(predicted >= 0 && predicted <= 1, grade, 'predict a probability', predicted);
      const pAtLeast = bads === 0 ? 1 : binomialSurvival(bads - 1, rows, predicted);
      const pAtMost = binomialCdf(bads, rows, predicted);
      const twoSided = Math.min(1, 2 * Math.min(pAtLeast, pAtMost));
      const light: GradeLight = twoSided < redBelow ? 'red' : twoSided < amberBelow ? 'amber' : 'green';
      return {
        ...outcome,
        badRate: bads / rows,
        interval: exactRateInterval(bads, rows),
        pAtLeast,
        pAtMost,
        pAtLeastCorrelated: correlated(bads / rows, predicted, assetCorrelation),
        direction: light === 'green' ? 'none' : pAtLeast < pAtMost ? 'under' : 'over',
        light,
      };
    });
}

/** Chance of a default rate at or above the one seen: Φ((Φ⁻¹(p) − √(1−ρ) Φ⁻¹(rate)) / √ρ). */
function correlated(rate: number, predicted: number, correlation: number): number {
  if (correlation === 0) return Number.NaN;
  if (rate === 0) return 1;
  return normalCdf(
    (normalQuantile(predicted) - Math.sqrt(1 - correlation) * normalQuantile(rate)) / Math.sqrt(correlation),
  );
}

function need(holds: boolean, field: string, rule: string, got: unknown): void {
  if (holds) return;
  const message = `\`${field}\` of \`calibrationByGrade\` must ${rule}; got ${JSON.stringify(got)}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field });
}

import type { CreditPolicy } from '@probity/domain';
import {
  brierDecomposition,
  calibrationCurve,
  calibrationLine,
  expectedCalibrationError,
  hosmerLemeshow,
  spiegelhalterZ,
} from '@probity/learn';
import { exactRateInterval } from '@probity/numerics';
import { type Figure, figure, notAssessed, type ReportSection, type VerdictLight } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { intervalOf } from './assess-discrimination.js';
import { short } from './thin-curve.js';

const FEWEST = 20;

/** Whether bads are as many as predicted: line, tests, reliability diagram with intervals. */
export function assessCalibration(sample: ValidationSample, policy: CreditPolicy): ReportSection {
  const { riskScores, labels, bads, rowCount } = sample;
  if (Math.min(bads, rowCount - bads) < FEWEST) {
    const reason = `fewer than ${FEWEST} rows of an outcome (${bads} of ${rowCount} are bad)`;
    return notAssessed('calibration', 'Calibration', reason);
  }
  const line = calibrationLine(riskScores, labels);
  const test = hosmerLemeshow(riskScores, labels);
  const z = spiegelhalterZ(riskScores, labels);
  const error = expectedCalibrationError(riskScores, labels);
  const parts = brierDecomposition(riskScores, labels);
  const predicted = riskScores.reduce((total, score) => total + score, 0) / rowCount;
  const light = lightOf(line);
  const figures: Figure[] = [
    figure('meanScore', 'mean predicted', predicted, { format: 'share' }),
    figure('badRate', 'bad rate', bads / rowCount, {
      format: 'share',
      interval: intervalOf(exactRateInterval(bads, rowCount), '95 %, exact'),
      method: 'rate-interval',
    }),
    ...(line === undefined
      ? [
          figure('slope', 'calibration slope', Number.NaN, {
            note: 'outcomes are separated by the score',
            method: 'calibration-line',
          }),
        ]
      : [
          figure('slope', 'calibration slope (1 is right)', line.slope.value, {
            interval: intervalOf(line.slope.interval, '95 %, Wald'),
            method: 'calibration-line',
          }),
          figure('interceptInTheLarge', 'calibration in the large (0 is right)', line.interceptInTheLarge.value, {
            interval: intervalOf(line.interceptInTheLarge.interval, '95 %, Wald'),
            method: 'calibration-line',
          }),
          figure('calibrationTest', 'p that slope is 1 and intercept 0', line.pValue, {
            format: 'p-value',
            method: 'calibration-line',
          }),
        ]),
    figure('hosmerLemeshow', `Hosmer–Lemeshow χ² (${test.degreesOfFreedom} degrees of freedom)`, test.statistic, {
      method: 'hosmer-lemeshow',
    }),
    figure('hosmerLemeshowP', 'its p-value', test.pValue, { format: 'p-value', method: 'hosmer-lemeshow' }),
    figure('spiegelhalterZ', "Spiegelhalter's z", z.z, { method: 'spiegelhalter' }),
    figure('spiegelhalterP', 'its p-value', z.pValue, { format: 'p-value', method: 'spiegelhalter' }),
    figure('ece', 'expected calibration error, 10 bins', error.expected, { format: 'share', method: 'ece' }),
    figure('mce', 'largest gap of a bin', error.largest, { format: 'share', method: 'ece' }),
    figure('brierReliability', 'Brier: reliability', parts.reliability, { method: 'brier' }),
    figure('brierResolution', 'Brier: resolution', parts.resolution, { method: 'brier' }),
    figure('brierUncertainty', 'Brier: uncertainty', parts.uncertainty, { method: 'brier' }),
    figure('brierWithin', 'Brier: within bins', parts.within, { method: 'brier' }),
    figure('brierSkill', 'Brier skill', parts.skill, { method: 'brier' }),
  ];
  const curve = calibrationCurve(riskScores, labels, 10);
  const intervals = curve.map(({ rows, badRate }) => exactRateInterval(Math.round(badRate * rows), rows));
  const reach = Math.max(...curve.map(({ meanScore }) => meanScore), ...curve.map(({ badRate }) => badRate));
  return {
    id: 'calibration',
    title: 'Calibration',
    status: 'assessed',
    light,
    finding: findingOf(line, light, predicted, bads / rowCount),
    blocks: [
      { kind: 'figures', figures },
      {
        kind: 'chart',
        id: 'reliability',
        title: 'Reliability: predicted and observed, tenths of the rows',
        x: { label: 'mean predicted probability', format: 'share' },
        y: { label: 'bad rate', format: 'share' },
        series: [
          {
            name: 'observed, with exact 95 % intervals',
            draw: 'points',
            x: curve.map(({ meanScore }) => short(meanScore)),
            y: curve.map(({ badRate }) => short(badRate)),
            low: intervals.map(([low]) => short(low)),
            high: intervals.map(([, high]) => short(high)),
          },
          { name: 'as predicted', x: [0, short(reach)], y: [0, short(reach)], draw: 'reference' },
        ],
        marks: policy.approveBelow <= reach ? [{ x: policy.approveBelow, label: 'approve below' }] : [],
        method: 'rate-interval',
      },
    ],
  };
}

type Line = ReturnType<typeof calibrationLine>;

function holds(interval: readonly [number, number], value: number): boolean {
  return interval[0] <= value && value <= interval[1];
}

/** Green: nothing significant. Amber: significant, but slope in 0.8 … 1.25 and odds within a fifth. Red: beyond. */
function lightOf(line: Line): VerdictLight {
  if (line === undefined) return 'none';
  if (holds(line.slope.interval, 1) && holds(line.interceptInTheLarge.interval, 0)) return 'green';
  const near = line.slope.value >= 0.8 && line.slope.value <= 1.25 && Math.abs(line.interceptInTheLarge.value) <= 0.2;
  return near ? 'amber' : 'red';
}

function findingOf(line: Line, light: VerdictLight, predicted: number, observed: number): string {
  if (line === undefined) return 'No calibration line fits: the score separates the outcomes.';
  const rates = `predicted ${(100 * predicted).toFixed(2)} %, observed ${(100 * observed).toFixed(2)} %`;
  const slope = `slope ${line.slope.value.toFixed(3)}`;
  if (light === 'green') return `Agrees with the outcomes: ${slope}, ${rates}.`;
  return `${light === 'red' ? 'Does not agree' : 'Agrees only roughly'} with the outcomes: ${slope}, ${rates}.`;
}

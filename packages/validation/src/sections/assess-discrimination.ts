import {
  bootstrapIntervals,
  brierScore,
  delongAuc,
  hMeasure,
  ksStatistic,
  logLoss,
  prAuc,
  prCurve,
  recallAtFpr,
  rocCurve,
} from '@probity/learn';
import { createRandom, quantileOfSorted } from '@probity/numerics';
import { type Figure, figure, notAssessed, type ReportSection, type VerdictLight } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { pick, thinCurve } from './thin-curve.js';

/** How well the score tells bads from goods: ROC AUC by DeLong and bootstrap, PR AUC, KS, H, recall at fixed alarms. */
export function assessDiscrimination(
  sample: ValidationSample,
  settings: { readonly seed: number; readonly resamples: number },
): ReportSection {
  const { riskScores, labels, bads, rowCount } = sample;
  if (bads < 2 || rowCount - bads < 2) {
    return notAssessed('discrimination', 'Discrimination', `only ${bads} of ${rowCount} rows are bad`);
  }
  const delong = delongAuc(riskScores, labels);
  const drawn = bootstrapIntervals(riskScores, labels, settings);
  const bootstrap = (name: keyof typeof drawn) => intervalOf(drawn[name], `95 %, ${settings.resamples} resamples`);
  const h = hMeasure(riskScores, labels);
  const hInterval = bootstrapH(sample, settings);
  const figures: Figure[] = [
    figure('rocAuc', 'ROC AUC', delong.auc, {
      interval: intervalOf(delong.interval, '95 %, DeLong'),
      method: 'delong',
    }),
    figure('rocAucBootstrap', 'ROC AUC again, bootstrap', delong.auc, {
      interval: bootstrap('rocAuc'),
      method: 'bootstrap',
    }),
    figure('gini', 'Gini', 2 * delong.auc - 1, {
      interval: intervalOf([2 * delong.interval[0] - 1, 2 * delong.interval[1] - 1], '95 %, DeLong'),
      method: 'delong',
    }),
    figure('ks', 'KS', ksStatistic(riskScores, labels), { interval: bootstrap('ks'), method: 'ks' }),
    figure('prAuc', 'PR AUC', prAuc(riskScores, labels), {
      interval: bootstrap('prAuc'),
      note: `chance: ${(bads / rowCount).toFixed(4)}`,
      method: 'pr-auc',
    }),
    figure('hMeasure', 'H-measure', h, { interval: hInterval, method: 'h-measure' }),
    figure('brier', 'Brier score', brierScore(riskScores, labels), { interval: bootstrap('brier'), method: 'brier' }),
    figure('logLoss', 'log loss', logLoss(riskScores, labels), { interval: bootstrap('logLoss'), method: 'log-loss' }),
    ...[0.01, 0.05, 0.1].map((limit) => {
      const point = recallAtFpr(riskScores, labels, limit);
      const precision = Number.isNaN(point.precision) ? 'nobody called' : `precision ${point.precision.toFixed(3)}`;
      return figure(`recallAtFpr${limit * 100}`, `recall at ≤ ${limit * 100} % false alarms`, point.recall, {
        format: 'share',
        note: precision,
        method: 'recall-at-fpr',
      });
    }),
  ];
  const light: VerdictLight = delong.interval[0] <= 0.5 ? 'red' : delong.auc < 0.65 ? 'amber' : 'green';
  const roc = rocCurve(riskScores, labels);
  const rocPoints = thinCurve(roc.falsePositiveRates, roc.truePositiveRates);
  const pr = prCurve(riskScores, labels);
  const prPoints = thinCurve(pr.recalls);
  return {
    id: 'discrimination',
    title: 'Discrimination',
    status: 'assessed',
    light,
    finding: `ROC AUC ${delong.auc.toFixed(4)} (95 % ${delong.interval.map((end) => end.toFixed(4)).join(' to ')})${
      light === 'red' ? ': not told apart from chance' : light === 'amber' ? ': weak' : ''
    }.`,
    blocks: [
      { kind: 'figures', figures },
      {
        kind: 'chart',
        id: 'roc',
        title: 'ROC curve',
        x: { label: 'goods called bad', format: 'share' },
        y: { label: 'bads called bad', format: 'share' },
        series: [
          { name: 'model', x: pick(roc.falsePositiveRates, rocPoints), y: pick(roc.truePositiveRates, rocPoints) },
          { name: 'chance', x: [0, 1], y: [0, 1], draw: 'reference' },
        ],
        method: 'delong',
      },
      {
        kind: 'chart',
        id: 'pr',
        title: 'Precision and recall',
        x: { label: 'recall', format: 'share' },
        y: { label: 'precision', format: 'share' },
        series: [
          { name: 'model', x: pick(pr.recalls, prPoints), y: pick(pr.precisions, prPoints) },
          { name: 'bad rate', x: [0, 1], y: [bads / rowCount, bads / rowCount], draw: 'reference' },
        ],
        method: 'pr-auc',
      },
    ],
  };
}

export function intervalOf(ends: readonly [number, number], kind: string) {
  return { low: ends[0], high: ends[1], kind };
}

/** H of resamples: a row drawn k times has the weight k. */
function bootstrapH(
  { riskScores, labels, rowCount }: ValidationSample,
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
) {
  const random = createRandom(seed).fork('h-measure');
  const draws = rowCount > 30_000 ? Math.min(resamples, 50) : resamples;
  const values: number[] = [];
  const weights = new Float64Array(rowCount);
  while (values.length < draws) {
    weights.fill(0);
    for (let draw = 0; draw < rowCount; draw++) {
      const row = random.nextUint32Below(rowCount);
      weights[row] = (weights[row] ?? 0) + 1;
    }
    const value = hMeasure(riskScores, labels, weights);
    // A draw that lacks an outcome is made again.
    if (!Number.isNaN(value)) values.push(value);
  }
  const sorted = Float64Array.from(values).sort();
  return intervalOf([quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)], `95 %, ${draws} resamples`);
}

import { ProbityError } from '@probity/domain';
import { createRandom, quantileOfSorted, type Random } from '@probity/numerics';
import { squaredError } from './brier-score.js';
import { checkOutcomes, checkProbabilities } from './check-outcomes.js';
import { f1OfConfusion } from './f1-score.js';
import { ksOfGroups } from './ks-statistic.js';
import { surprise } from './log-loss.js';
import { prAucOfGroups } from './pr-auc.js';
import { type CountedGroups, rocAucOfGroups } from './roc-auc.js';
import { groupByScore, type ScoreGroups } from './score-groups.js';

export type MetricName = 'rocAuc' | 'gini' | 'ks' | 'prAuc' | 'brier' | 'logLoss' | 'f1';

export const metricNames: readonly MetricName[] = ['rocAuc', 'gini', 'ks', 'prAuc', 'brier', 'logLoss', 'f1'];

export type Interval = readonly [low: number, high: number];

export interface BootstrapSettings {
  /** Whole number in [0, 2³²). */
  readonly seed: number;
  /** Score at or above which `f1` calls a row bad; default 0.5. */
  readonly threshold?: number;
  /** 20 to 100,000, default 200. */
  readonly resamples?: number;
  /** Length n, ≥ 0, default all 1: rows are drawn with equal chance and count with their weight, as in the metrics. */
  readonly weights?: ArrayLike<number>;
  /** Share of the resamples inside the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

/**
 * How far each metric would move on another sample of the same size: percentile intervals of the bootstrap.
 *
 * Rows are drawn anew with replacement, without regard to outcome, so the uncertainty of the bad rate is in the
 * intervals too. A draw that lacks an outcome, where most metrics are not defined, is made again.
 *
 * @param scores length n; probabilities of a bad outcome in [0, 1]
 * @param labels length n; 1 = bad; both outcomes must occur
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT, TARGET_INVALID
 * Cost: O(n log n) once, then O(n) per resample for all metrics together.
 * Source: Efron & Tibshirani 1993, ch. 13.
 * @example bootstrapIntervals(scores, labels, { seed: 1 }).rocAuc // [0.74, 0.83]
 */
export function bootstrapIntervals(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  settings: BootstrapSettings,
): Readonly<Record<MetricName, Interval>> {
  const { resamples, level, threshold, seed } = checkSettings(settings);
  checkOutcomes('bootstrapIntervals', scores, labels, settings.weights);
  checkProbabilities('bootstrapIntervals', scores);
  const groups = groupByScore(scores, labels, settings.weights);
  if (groups.totalBads === 0 || groups.totalGoods === 0) {
    throw new ProbityError('TARGET_INVALID', '`labels` of `bootstrapIntervals` must hold both outcomes', {
      field: 'labels',
    });
  }
  const measure = prepareMeasure(groups, threshold);
  const cells = Uint32Array.from(groups.groupOf, (group, row) => 2 * group + labels[row]);
  const values = Object.fromEntries(metricNames.map((name) => [name, new Float64Array(resamples)])) as MetricColumns;
  const random = createRandom(seed).fork('bootstrap');
  for (let resample = 0; resample < resamples; resample++) {
    const measured = measure(drawGroups(cells, settings.weights, groups.scores.length, random));
    for (const name of metricNames) values[name][resample] = measured[name];
  }
  const tail = (1 - level) / 2;
  const interval = (name: MetricName): Interval => {
    const sorted = values[name].sort();
    return [quantileOfSorted(sorted, tail), quantileOfSorted(sorted, 1 - tail)];
  };
  return Object.fromEntries(metricNames.map((name) => [name, interval(name)])) as Record<MetricName, Interval>;
}

type MetricColumns = Record<MetricName, Float64Array>;

/** Counts a sample of as many rows as there are, drawn with replacement; `cells` is twice the group plus the label. */
function drawGroups(
  cells: Uint32Array,
  weights: ArrayLike<number> | undefined,
  groupCount: number,
  random: Random,
): CountedGroups {
  const rows = cells.length;
  for (;;) {
    const bads = new Float64Array(groupCount);
    const goods = new Float64Array(groupCount);
    let totalBads = 0;
    let totalGoods = 0;
    for (let draw = 0; draw < rows; draw++) {
      const row = random.nextUint32Below(rows);
      const weight = weights === undefined ? 1 : weights[row];
      const cell = cells[row];
      if ((cell & 1) === 1) {
        bads[cell >>> 1] += weight;
        totalBads += weight;
      } else {
        goods[cell >>> 1] += weight;
        totalGoods += weight;
      }
    }
    if (totalBads > 0 && totalGoods > 0) return { bads, goods, totalBads, totalGoods };
  }
}

/** Losses depend on score and outcome only, so each is worked out once per group and then counted. */
function prepareMeasure(
  groups: ScoreGroups,
  threshold: number,
): (counted: CountedGroups) => Record<MetricName, number> {
  const { scores } = groups;
  const squared = [scores.map((score) => squaredError(score, 0)), scores.map((score) => squaredError(score, 1))];
  const surprises = [scores.map((score) => surprise(score, 0)), scores.map((score) => surprise(score, 1))];
  let called = 0;
  while (called < scores.length && scores[called] >= threshold) called += 1;
  return (counted) => {
    const { bads, goods, totalBads, totalGoods } = counted;
    let brier = 0;
    let logLoss = 0;
    let truePositives = 0;
    let falsePositives = 0;
    for (let group = 0; group < scores.length; group++) {
      brier += goods[group] * squared[0][group] + bads[group] * squared[1][group];
      logLoss += goods[group] * surprises[0][group] + bads[group] * surprises[1][group];
      if (group < called) {
        truePositives += bads[group];
        falsePositives += goods[group];
      }
    }
    const rocAuc = rocAucOfGroups(counted);
    return {
      rocAuc,
      gini: 2 * rocAuc - 1,
      ks: ksOfGroups(counted),
      prAuc: prAucOfGroups(counted),
      brier: brier / (totalBads + totalGoods),
      logLoss: logLoss / (totalBads + totalGoods),
      f1: f1OfConfusion({ truePositives, falsePositives, falseNegatives: totalBads - truePositives }),
    };
  };
}

function checkSettings(settings: BootstrapSettings): Required<Omit<BootstrapSettings, 'weights'>> {
  const { seed, threshold = 0.5, resamples = 200, level = 0.95 } = settings;
  const rules: readonly (readonly [string, boolean, string, number])[] = [
    ['seed', Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, 'be a whole number in [0, 2^32)', seed],
    ['threshold', !Number.isNaN(threshold), 'be a number', threshold],
    [
      'resamples',
      Number.isInteger(resamples) && resamples >= 20 && resamples <= 100_000,
      'be a whole number from 20 to 100,000',
      resamples,
    ],
    ['level', level > 0 && level < 1, 'be in (0, 1)', level],
  ];
  for (const [field, holds, rule, got] of rules) {
    if (!holds) {
      const message = `\`${field}\` of \`bootstrapIntervals\` must ${rule}; got ${got}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field });
    }
  }
  return { seed, threshold, resamples, level };
}

import {
  bootstrapIntervals,
  type CardScores,
  cardPrecision,
  moneyCaught,
  prAuc,
  prepareCardPrecision,
  recallAtFpr,
  rocAuc,
} from '@probity/learn';
import { createRandom, quantileOfSorted } from '@probity/numerics';
import type { FraudBaseline, FraudFigure, FraudOperatingPoint, FraudRecord } from '@probity/scoring';

const DAY_MS = 86_400_000;
const CARDS_A_DAY = 100;
const FALSE_POSITIVE_RATES = [0.001, 0.01];
const RESAMPLES = 200;

/** Payments that were scored by a model that had not seen them. Arrays of length n. */
export interface MeasuredPayments {
  /** Calibrated probabilities of fraud. */
  readonly riskScores: Float64Array;
  readonly labels: Uint8Array;
  readonly at: Float64Array;
  /** Codes ≥ 0. */
  readonly cards: Int32Array;
  /** NaN = not known. */
  readonly amounts: Float64Array;
  /** What the fitted cut-offs say: 0 allow, 1 review, 2 block. */
  readonly answers: Uint8Array;
}

/**
 * What a fraud model finds, with 95 % bootstrap intervals: rows are drawn for the figures of rows, cards for card precision.
 * @param baselines scores of the same rows by something simpler
 */
export function measureFraud(
  payments: MeasuredPayments,
  baselines: readonly { readonly name: string; readonly scores: Float64Array }[],
  knownCardRows: number,
  seed: number,
): FraudRecord {
  const { riskScores, labels, cards, at, amounts, answers } = payments;
  const days = Int32Array.from(at, (time) => Math.floor(time / DAY_MS));
  const rowsOf = (scores: Float64Array): CardScores => ({ scores, labels, cards, days });
  const intervals = bootstrapIntervals(riskScores, labels, { seed });
  const found = cardPrecision(rowsOf(riskScores), CARDS_A_DAY);
  const frauds = labels.reduce((sum, label) => sum + label, 0);
  const [alerted, blocked, hits] = countAnswers(answers, labels);
  return {
    rows: labels.length,
    frauds,
    knownCardRows,
    rocAuc: { value: rocAuc(riskScores, labels), interval: intervals.rocAuc },
    averagePrecision: { value: prAuc(riskScores, labels), interval: intervals.prAuc },
    cardsADay: CARDS_A_DAY,
    cardPrecision: { value: found.precision, interval: cardInterval(rowsOf(riskScores), seed) },
    cardPrecisionCeiling: found.ceiling,
    atFalsePositiveRates: FALSE_POSITIVE_RATES.map((limit) => operatingPoint(riskScores, labels, amounts, limit, seed)),
    reviewRate: alerted / labels.length,
    blockRate: blocked / labels.length,
    alertPrecision: alerted === 0 ? null : hits / alerted,
    alertRecall: hits / frauds,
    baselines: baselines.map(
      ({ name, scores }): FraudBaseline => ({
        name,
        rocAuc: rocAuc(scores, labels),
        averagePrecision: prAuc(scores, labels),
        cardPrecision: cardPrecision(rowsOf(scores), CARDS_A_DAY).precision,
      }),
    ),
  };
}

function countAnswers(answers: Uint8Array, labels: Uint8Array): readonly [number, number, number] {
  let [alerted, blocked, hits] = [0, 0, 0];
  answers.forEach((answer, row) => {
    if (answer === 0) return;
    alerted += 1;
    if (answer === 2) blocked += 1;
    hits += labels[row] ?? 0;
  });
  return [alerted, blocked, hits];
}

function operatingPoint(
  scores: Float64Array,
  labels: Uint8Array,
  amounts: Float64Array,
  limit: number,
  seed: number,
): FraudOperatingPoint {
  const { recall, precision, threshold } = recallAtFpr(scores, labels, limit);
  const random = createRandom(seed).fork('recall-at-fpr');
  const rows = labels.length;
  const drawnScores = new Float64Array(rows);
  const drawnLabels = new Uint8Array(rows);
  const recalls = new Float64Array(RESAMPLES).map(() => {
    for (let draw = 0; draw < rows; draw++) {
      const row = random.nextUint32Below(rows);
      drawnScores[draw] = scores[row] ?? 0;
      drawnLabels[draw] = labels[row] ?? 0;
    }
    return recallAtFpr(drawnScores, drawnLabels, limit).recall;
  });
  const caught = moneyCaught(scores, labels, amounts, threshold).share;
  return {
    limit,
    recall: { value: recall, interval: percentiles(recalls.filter((value) => !Number.isNaN(value))) },
    precision: Number.isNaN(precision) ? null : precision,
    moneyCaught: Number.isNaN(caught) ? 0 : caught,
  };
}

/** Cards are drawn with replacement, each with all of its payments: those of a card are not independent. */
function cardInterval(rows: CardScores, seed: number): FraudFigure['interval'] {
  const measure = prepareCardPrecision(rows, CARDS_A_DAY);
  const present = [...new Set(Array.from(rows.cards))].sort((a, b) => a - b);
  const random = createRandom(seed).fork('cards');
  const copies = new Int32Array((present.at(-1) ?? 0) + 1);
  const values = new Float64Array(RESAMPLES).map(() => {
    copies.fill(0);
    for (let draw = 0; draw < present.length; draw++) {
      const card = present[random.nextUint32Below(present.length)] ?? 0;
      copies[card] = (copies[card] ?? 0) + 1;
    }
    return measure(copies).precision;
  });
  return percentiles(values);
}

function percentiles(values: Float64Array): FraudFigure['interval'] {
  const sorted = values.sort();
  return sorted.length === 0
    ? [Number.NaN, Number.NaN]
    : [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
}

import { ProbityError } from '@probity/domain';

/** A figure that one confusion matrix settles: (a · cells) / (b · cells), cells being tp, fp, tn, fn. */
export interface RatioFigure {
  readonly label: string;
  readonly above: readonly [tp: number, fp: number, tn: number, fn: number];
  readonly below: readonly [tp: number, fp: number, tn: number, fn: number];
}

/** Bad is the positive outcome, everywhere. */
export const ratioFigures = {
  accuracy: { label: 'accuracy', above: [1, 0, 1, 0], below: [1, 1, 1, 1] },
  errorRate: { label: 'error rate', above: [0, 1, 0, 1], below: [1, 1, 1, 1] },
  precision: { label: 'precision', above: [1, 0, 0, 0], below: [1, 1, 0, 0] },
  recall: { label: 'recall', above: [1, 0, 0, 0], below: [1, 0, 0, 1] },
  specificity: { label: 'specificity', above: [0, 0, 1, 0], below: [0, 1, 1, 0] },
  falsePositiveRate: { label: 'false positive rate', above: [0, 1, 0, 0], below: [0, 1, 1, 0] },
  falseNegativeRate: { label: 'false negative rate', above: [0, 0, 0, 1], below: [1, 0, 0, 1] },
  negativePredictiveValue: { label: 'negative predictive value', above: [0, 0, 1, 0], below: [0, 0, 1, 1] },
  f1: { label: 'F1', above: [2, 0, 0, 0], below: [2, 1, 0, 1] },
  badRate: { label: 'bad rate', above: [1, 0, 0, 1], below: [1, 1, 1, 1] },
  calledBadRate: { label: 'share called bad', above: [1, 1, 0, 0], below: [1, 1, 1, 1] },
} as const satisfies Record<string, RatioFigure>;

export type RatioName = keyof typeof ratioFigures;

/** Other words for the same figures, in lower case without blanks, dashes and underscores. */
const SYNONYMS: Readonly<Record<string, RatioName | 'auc' | 'rows'>> = {
  accuracy: 'accuracy',
  acc: 'accuracy',
  errorrate: 'errorRate',
  error: 'errorRate',
  precision: 'precision',
  ppv: 'precision',
  recall: 'recall',
  sensitivity: 'recall',
  tpr: 'recall',
  truepositiverate: 'recall',
  specificity: 'specificity',
  tnr: 'specificity',
  truenegativerate: 'specificity',
  fpr: 'falsePositiveRate',
  falsepositiverate: 'falsePositiveRate',
  fnr: 'falseNegativeRate',
  falsenegativerate: 'falseNegativeRate',
  npv: 'negativePredictiveValue',
  negativepredictivevalue: 'negativePredictiveValue',
  f1: 'f1',
  f1score: 'f1',
  badrate: 'badRate',
  bads: 'badRate',
  prevalence: 'badRate',
  defaultrate: 'badRate',
  fraudrate: 'badRate',
  calledbadrate: 'calledBadRate',
  flagged: 'calledBadRate',
  auc: 'auc',
  rocauc: 'auc',
  rows: 'rows',
  n: 'rows',
};

/** A share between two exact bounds: `low` / `scale` to `high` / `scale`. */
export interface ShareBounds {
  readonly low: bigint;
  readonly high: bigint;
  readonly scale: bigint;
}

export function asNumbers({ low, high, scale }: ShareBounds): readonly [number, number] {
  return [Number(low) / Number(scale), Number(high) / Number(scale)];
}

/** The figure that a word stands for. @throws INVALID_ARGUMENT listing the words that are known */
export function figureNamed(word: string): RatioName | 'auc' | 'rows' {
  const name = SYNONYMS[word.toLowerCase().replace(/[\s_-]/g, '')];
  if (name !== undefined) return name;
  const known = [...Object.keys(ratioFigures), 'auc', 'rows'].join(', ');
  throw new ProbityError('INVALID_ARGUMENT', `a published figure must be one of ${known}; got "${word}"`, {
    field: word,
  });
}

/**
 * All values that a published share may have been before it was rounded: half a unit of its last digit to either side.
 *
 * @param text "94.2%", "0.942", ".942"; a number is read as `String` writes it, trailing noughts lost
 * @param decimals digits after the point that were published, where `text` does not show them; for a share without %
 * @throws INVALID_ARGUMENT unless it is a share from 0 to 1, or from 0 % to 100 %
 */
export function readShare(name: string, text: string | number, decimals?: number): ShareBounds {
  const match = /^\s*(\d*)(?:\.(\d*))?\s*(%?)\s*$/.exec(String(text));
  const [whole = '', fraction = '', percent = ''] = match?.slice(1) ?? [];
  if (match === null || whole + fraction === '') throw invalid(name, text);
  const shown = Math.max(fraction.length, (decimals ?? 0) - (percent === '%' ? 2 : 0));
  const digits = BigInt(`${whole}${fraction}`.padEnd(whole.length + shown, '0'));
  // In half units of the last digit.
  const scale = 2n * 10n ** BigInt(shown + (percent === '%' ? 2 : 0));
  const [low, high] = [2n * digits - 1n, 2n * digits + 1n];
  if (2n * digits > scale) throw invalid(name, text);
  return { low: low < 0n ? 0n : low, high: high > scale ? scale : high, scale };
}

function invalid(name: string, got: string | number): ProbityError {
  const message = `\`${name}\` must be a share such as 0.942 or 94.2%; got "${got}"`;
  return new ProbityError('INVALID_ARGUMENT', message, { field: name });
}

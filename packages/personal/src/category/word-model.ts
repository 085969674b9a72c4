import { log } from '@probity/numerics';
import { wordsOf } from './merchant-key.js';

/** A payment with the category that a person gave it. */
export interface LabelledPayment {
  readonly text: string;
  readonly amountMinor: number;
  readonly account: string;
  readonly category: string;
}

/** What a text model says of a payment. */
export interface WordGuess {
  readonly category: string;
  /** How far the best category is ahead of the second, in log-odds; 0 is a draw. */
  readonly lead: number;
  /** How many of its words the model has met. */
  readonly knownWords: number;
}

export interface WordModel {
  readonly categories: readonly string[];
  guess(payment: Omit<LabelledPayment, 'category'>): WordGuess;
}

/** Added to every count, so that a word not seen in a category does not rule it out; small, as there are many words. Not tuned. */
const SMOOTHING = 0.1;

/**
 * A model of a person's own categories, learned from those that are known: multinomial naive Bayes over words, pairs of
 * words, the size of the amount (powers of two), its direction and the account.
 *
 * It learns in one pass and says nothing of words it has not met. Needs payments of two categories at least; with fewer
 * it always answers the one there is, with lead 0.
 * Cost: O(words). Measured beside rules and the most frequent category in docs/methods/personal.md.
 */
export function fitWordModel(payments: readonly LabelledPayment[]): WordModel {
  const categories = [...new Set(payments.map(({ category }) => category))].sort();
  const index = new Map(categories.map((category, at) => [category, at]));
  const counts = new Map<string, Float64Array>();
  const totals = new Float64Array(categories.length);
  const sizes = new Float64Array(categories.length);
  for (const payment of payments) {
    const at = index.get(payment.category) as number;
    sizes[at] = (sizes[at] as number) + 1;
    for (const mark of marksOf(payment)) {
      let row = counts.get(mark);
      if (row === undefined) {
        row = new Float64Array(categories.length);
        counts.set(mark, row);
      }
      row[at] = (row[at] as number) + 1;
      totals[at] = (totals[at] as number) + 1;
    }
  }
  const spread = SMOOTHING * counts.size;
  return {
    categories,
    guess(payment) {
      const scores = Float64Array.from(sizes, (size) => log(size / payments.length));
      for (const mark of marksOf(payment)) {
        const row = counts.get(mark);
        if (row === undefined) continue;
        for (let at = 0; at < scores.length; at++) {
          scores[at] =
            (scores[at] as number) + log(((row[at] as number) + SMOOTHING) / ((totals[at] as number) + spread));
        }
      }
      let best = 0;
      let second = -Infinity;
      for (let at = 1; at < scores.length; at++) {
        if ((scores[at] as number) > (scores[best] as number)) {
          second = scores[best] as number;
          best = at;
        } else second = Math.max(second, scores[at] as number);
      }
      const lead = second === -Infinity ? 0 : (scores[best] as number) - second;
      const knownWords = wordsOf(payment.text).filter((word) => counts.has(word)).length;
      return { category: categories[best] ?? '', lead, knownWords };
    },
  };
}

function marksOf({ text, amountMinor, account }: Omit<LabelledPayment, 'category'>): readonly string[] {
  const words = wordsOf(text);
  const pairs = words.slice(1).map((word, at) => `${words[at]} ${word}`);
  const size = Math.floor(log(Math.abs(amountMinor) + 1) / Math.LN2);
  return [...words, ...pairs, `=${Math.sign(amountMinor)} ${size}`, `@${account}`];
}

import { ProbityError } from '@probity/domain';
import type { TrainingData } from '@probity/learn';

/**
 * How much the outcomes count in a fit: as they are (`none`), in equal parts (`balanced`), or a bad row this many times a
 * good one. Calibration is fitted without these weights, so probabilities stay those of the data.
 */
export type ClassWeight = 'none' | 'balanced' | { readonly bad: number; readonly good: number };

/** The training rows with the outcomes' weights multiplied into theirs. */
export function weighClasses(data: TrainingData, choice: ClassWeight): TrainingData {
  if (choice === 'none') return data;
  const own = data.weights ?? new Float64Array(data.labels.length).fill(1);
  let { bad, good } = choice === 'balanced' ? { bad: 1, good: 1 } : choice;
  if (choice === 'balanced') {
    const total = [0, 0];
    for (const [row, label] of data.labels.entries()) total[label] = (total[label] ?? 0) + (own[row] ?? 0);
    const [goods = 0, bads = 0] = total;
    // As scikit-learn has it: the weight of all rows stays.
    bad = bads > 0 ? (goods + bads) / (2 * bads) : 1;
    good = goods > 0 ? (goods + bads) / (2 * goods) : 1;
  }
  return { ...data, weights: own.map((weight, row) => weight * (data.labels[row] === 1 ? bad : good)) };
}

/** Reads `none`, `balanced` or `<bad>:<good>` such as 5:1. @throws INVALID_ARGUMENT */
export function parseClassWeight(text: string): ClassWeight {
  if (text === 'none' || text === 'balanced') return text;
  const [bad = Number.NaN, good = Number.NaN, ...rest] = text.split(':').map((part) => Number(part.trim() || 'x'));
  if (rest.length === 0 && bad > 0 && good > 0 && bad < Infinity && good < Infinity) return { bad, good };
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`classWeight\` must be none, balanced, or two numbers above 0 such as 5:1 (bad:good); got "${text}"`,
    { field: 'classWeight' },
  );
}

/** As `parseClassWeight` reads it. */
export function printClassWeight(choice: ClassWeight): string {
  return typeof choice === 'string' ? choice : `${choice.bad}:${choice.good}`;
}

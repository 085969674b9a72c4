import { type Column, cellValue, columnNamed, type FieldValue } from '@probity/domain';
import type { LoanWorld } from '../../src/index.js';

/** Reads a simulated world by column and by group. */
export function readWorld({ table, trueProbabilities }: LoanWorld) {
  const column = (name: string): Column => columnNamed(table, name);
  const values = (name: string): FieldValue[] => {
    const cells = column(name);
    return Array.from({ length: table.rowCount }, (_, row) => cellValue(cells, row));
  };
  const defaulted = values('defaulted').map((value) => (value === true ? 1 : 0));
  const rowsWhere = (name: string, isIn: (value: FieldValue) => boolean): number[] =>
    values(name).flatMap((value, row) => (isIn(value) ? [row] : []));
  const badRate = (rows: readonly number[]): number => mean(rows.map((row) => defaulted[row] ?? 0));
  return { rows: table.rowCount, values, defaulted, rowsWhere, badRate, trueProbabilities };
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** Share of (bad, good) pairs in which the bad one has the higher score; ties count half. */
export function pairedOrder(scores: ArrayLike<number>, labels: readonly number[]): number {
  const order = Array.from(labels, (_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let goods = 0;
  let pairs = 0;
  for (const row of order) {
    if (labels[row] === 1) pairs += goods;
    else goods += 1;
  }
  return pairs / (goods * (labels.length - goods));
}

/** Pearson's correlation over the rows where both are stated. */
export function correlation(left: readonly FieldValue[], right: readonly FieldValue[]): number {
  const pairs = left.flatMap((a, row) => {
    const b = right[row];
    return typeof a === 'number' && typeof b === 'number' ? [[a, b] as const] : [];
  });
  const meanLeft = mean(pairs.map(([a]) => a));
  const meanRight = mean(pairs.map(([, b]) => b));
  let both = 0;
  let ofLeft = 0;
  let ofRight = 0;
  for (const [a, b] of pairs) {
    both += (a - meanLeft) * (b - meanRight);
    ofLeft += (a - meanLeft) ** 2;
    ofRight += (b - meanRight) ** 2;
  }
  return both / Math.sqrt(ofLeft * ofRight);
}

import type { ModelInput } from './gather-tests.js';

/** Tests of one column: bytes 0 to 253, so that 255 is above and 0 below them all. */
const TESTS_OF_COLUMN = 254;
/** Bytes of an input in an image. */
const INPUT_WORDS = 8;

/**
 * The columns that a row is brought into: a byte each, holding its rank on one input from a base on, missing as the highest or
 * the lowest. See kernels/parts/score-layout.ts.
 */
export class ColumnTable {
  /** Per input, ascending: base * 2 + missingGoesRight. */
  readonly #columns: readonly number[][];
  readonly #firsts: number[];
  readonly count: number;

  /** @param uses what is tested of each input: rank * 2 + missingGoesRight, in any order */
  constructor(uses: readonly Iterable<number>[]) {
    this.#columns = uses.map((tests) => {
      const columns = new Set<number>();
      for (const test of tests) columns.add(columnOf(test));
      return [...columns].sort((a, b) => a - b);
    });
    this.#firsts = [];
    let count = 0;
    for (const columns of this.#columns) {
      this.#firsts.push(count);
      count += columns.length;
    }
    this.count = count;
  }

  /** Which column a test looks at, and the byte above which a row goes right. */
  find(input: number, rank: number, missingGoesRight: boolean): { readonly column: number; readonly byte: number } {
    const column = columnOf(rank * 2 + (missingGoesRight ? 1 : 0));
    return {
      column: this.#firsts[input] + this.#columns[input].indexOf(column),
      byte: rank - Math.floor(column / 2),
    };
  }

  /** One word per column, as images hold them. */
  words(): Uint32Array {
    return Uint32Array.from(this.#columns.flat());
  }

  /** Inputs as images hold them; `pointAddresses` are 0 for categories. */
  inputWords(inputs: readonly ModelInput[], pointAddresses: readonly number[]): Uint32Array {
    const words = new Uint32Array(inputs.length * INPUT_WORDS);
    for (const [index, { levelCount, points }] of inputs.entries()) {
      const first = this.#firsts[index];
      const count = levelCount > 0 ? levelCount : points.length;
      words.set([count, pointAddresses[index], first, first + this.#columns[index].length], index * INPUT_WORDS);
    }
    return words;
  }
}

function columnOf(test: number): number {
  const rank = Math.floor(test / 2);
  return (rank - (rank % TESTS_OF_COLUMN)) * 2 + (test % 2);
}

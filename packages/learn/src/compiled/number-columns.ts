import type { ModelInput } from './gather-tests.js';

/** Tests of one column: bytes 0 to 253, so that 255 is above and 0 below them all. */
const TESTS_OF_COLUMN = 254;
/** Words of an input in an image. */
const INPUT_WORDS = 4;

/**
 * The columns that a row is brought into: a byte each, holding its rank on one input from a base on, missing as the highest or
 * the lowest. See kernels/parts/score-layout.ts of numerics.
 *
 * A test of an input is rank * 2 + missingGoesRight.
 */
export class ColumnTable {
  readonly count: number;
  /** Per input: the column of range * 2 + missingGoesRight, -1 where there is none. */
  readonly #numbers: readonly Int32Array[];
  /** One per column: base * 2 + missingGoesRight. */
  readonly words: Uint32Array;
  /** One per input and one more: its first column. */
  readonly #firsts: Uint32Array;

  /** @param uses per input, one entry per test: 1 where it occurs */
  constructor(uses: readonly Uint8Array[]) {
    const words: number[] = [];
    this.#firsts = new Uint32Array(uses.length + 1);
    this.#numbers = uses.map((tests, input) => {
      const numbers = new Int32Array(Math.ceil(tests.length / (2 * TESTS_OF_COLUMN)) * 2).fill(-1);
      for (let test = 0; test < tests.length; test++) if (tests[test] === 1) numbers[rangeOf(test)] = 0;
      for (let range = 0; range < numbers.length; range++) {
        if (numbers[range] < 0) continue;
        numbers[range] = words.length;
        words.push((range >>> 1) * TESTS_OF_COLUMN * 2 + (range & 1));
      }
      this.#firsts[input + 1] = words.length;
      return numbers;
    });
    this.words = Uint32Array.from(words);
    this.count = words.length;
  }

  /** Which column a test looks at. */
  columnOf(input: number, test: number): number {
    return this.#numbers[input][rangeOf(test)];
  }

  /** Inputs as images hold them. */
  inputWords(inputs: readonly ModelInput[], pointAddresses: readonly number[]): Uint32Array {
    const words = new Uint32Array(inputs.length * INPUT_WORDS);
    for (const [index, { steps, levelCount }] of inputs.entries()) {
      const size = levelCount > 0 ? levelCount : steps;
      words.set([size, pointAddresses[index], this.#firsts[index], this.#firsts[index + 1]], index * INPUT_WORDS);
    }
    return words;
  }
}

/** The byte above which a row goes right. */
export function byteOf(test: number): number {
  return (test >>> 1) % TESTS_OF_COLUMN;
}

function rangeOf(test: number): number {
  return Math.floor((test >>> 1) / TESTS_OF_COLUMN) * 2 + (test & 1);
}

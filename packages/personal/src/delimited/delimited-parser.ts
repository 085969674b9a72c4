import { type SplitPosition, splitDelimited } from './split-delimited.js';

/**
 * Splits delimited text that comes in pieces into records.
 *
 * @example
 * const parser = new DelimitedParser();
 * const records = [...parser.push('a,b\n1,'), ...parser.push('2\n'), ...parser.finish()];
 */
export class DelimitedParser {
  readonly #delimiter: string;
  #rest = '';

  /** @param delimiter one character; default the comma */
  constructor(delimiter = ',') {
    this.#delimiter = delimiter;
  }

  /** The records that are complete so far. */
  push(text: string): string[][] {
    return this.#split(this.#rest + text, false);
  }

  /** The record that no line break ended, if there is one. */
  finish(): string[][] {
    return this.#split(this.#rest, true);
  }

  #split(text: string, isWhole: boolean): string[][] {
    const records: string[][] = [];
    const position: SplitPosition = splitDelimited(
      text,
      this.#delimiter,
      ({ cells }) => {
        records.push(cells);
        return undefined;
      },
      { isWhole },
    );
    this.#rest = text.slice(position.offset);
    return records;
  }
}

/**
 * A column as the file has it: every distinct text once, and for each row which one it is.
 *
 * Most columns of a loan file have few distinct texts, so parsing each text once is several times faster than parsing
 * each cell, and what is inferred is inferred from the whole column, not from a sample.
 */
export interface TextColumn {
  readonly name: string;
  /** Distinct texts in order of first appearance. Past two million, repeats are no longer looked for. */
  readonly texts: readonly string[];
  /** Rows in which each text stands. */
  readonly counts: Uint32Array;
  /** Per row an index into `texts`. */
  readonly codes: Int32Array;
  /** What the source itself says the column holds, where its format has a place for that. */
  readonly declared?: DeclaredColumn;
}

/** A format's own word on a column: what an ARFF head declares. */
export interface DeclaredColumn {
  readonly kind: 'number' | 'nominal' | 'date' | 'text';
  /** The values that a nominal column may take, in the declared order. */
  readonly levels?: readonly string[];
}

/** A Map holds 16.7 million keys at most and slows long before. */
const DISTINCT_LIMIT = 2_000_000;
/** V8 makes texts of this length and more a window on the whole chunk, which would then stay in memory. */
const WINDOW_LENGTH = 13;

/** Gathers the cells of one column, row by row. */
export class TextColumnBuilder {
  readonly #texts: string[] = [];
  readonly #index = new Map<string, number>();
  #codes = new Int32Array(1024);
  #rows = 0;

  add(text: string): void {
    if (this.#rows === this.#codes.length) {
      const grown = new Int32Array(this.#codes.length * 2);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    let code = this.#index.get(text);
    if (code === undefined) {
      const kept = text.length < WINDOW_LENGTH ? text : Buffer.from(text, 'utf16le').toString('utf16le');
      code = this.#texts.length;
      this.#texts.push(kept);
      if (this.#index.size < DISTINCT_LIMIT) this.#index.set(kept, code);
    }
    this.#codes[this.#rows++] = code;
  }

  finish(name: string): TextColumn {
    const codes = this.#codes.subarray(0, this.#rows);
    const counts = new Uint32Array(this.#texts.length);
    for (const code of codes) counts[code] = (counts[code] as number) + 1;
    return { name, texts: this.#texts, counts, codes };
  }
}

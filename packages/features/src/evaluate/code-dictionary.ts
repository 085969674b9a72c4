import { TextMap } from './text-map.js';

/** Texts of a column as small whole numbers, which are given again when no event has the text any more. */
export class CodeDictionary {
  readonly #codes = new TextMap<number>();
  readonly #texts: string[] = [];
  readonly #uses: number[] = [];
  readonly #free: number[] = [];

  codeOf(text: string): number | undefined {
    return this.#codes.get(text);
  }

  textOf(code: number): string {
    return this.#texts[code];
  }

  /** The code of a text, which stays its code until it was released as often as it was held. */
  hold(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) {
      this.#uses[known] += 1;
      return known;
    }
    const code = this.#free.pop() ?? this.#texts.length;
    this.#codes.set(text, code);
    this.#texts[code] = text;
    this.#uses[code] = 1;
    return code;
  }

  release(code: number): void {
    this.#uses[code] -= 1;
    if (this.#uses[code] > 0) return;
    this.#codes.delete(this.#texts[code]);
    this.#texts[code] = '';
    this.#free.push(code);
  }
}

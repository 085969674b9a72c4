import { damagedModelFile } from './model-file-error.js';

type Numbers = ArrayLike<number>;

/**
 * A place in a parsed model file, with its path: every reading checks what is there and refuses anything else by name.
 *
 * @example root.at('learner').at('objective').at('name').text()
 */
export class DocumentPart {
  readonly path: string;
  readonly value: unknown;

  constructor(value: unknown, path = '') {
    this.value = value;
    this.path = path;
  }

  /** @throws MODEL_FILE_INVALID unless this is an object with the member */
  at(name: string): DocumentPart {
    const found = this.find(name);
    if (found === undefined) throw damagedModelFile(this.#pathOf(name), 'be there');
    return found;
  }

  /** The member, or undefined where there is none. @throws MODEL_FILE_INVALID unless this is an object */
  find(name: string): DocumentPart | undefined {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
      throw damagedModelFile(this.path || 'the file', 'be an object', value);
    }
    if (!Object.hasOwn(value, name)) return undefined;
    return new DocumentPart((value as Record<string, unknown>)[name], this.#pathOf(name));
  }

  /** @throws MODEL_FILE_INVALID unless a list */
  parts(): readonly DocumentPart[] {
    const { value } = this;
    if (!Array.isArray(value)) {
      if (ArrayBuffer.isView(value)) return Array.from(this.numbers(), (entry, index) => this.#entry(entry, index));
      throw this.refuse('be a list');
    }
    return value.map((entry, index) => this.#entry(entry, index));
  }

  /** @throws MODEL_FILE_INVALID unless a text */
  text(): string {
    if (typeof this.value !== 'string') throw this.refuse('be a text');
    return this.value;
  }

  /** A whole number, written as a number or as a text. @throws MODEL_FILE_INVALID unless within [least, most] */
  whole(least: number, most: number): number {
    const { value } = this;
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most) {
      throw this.refuse(`be a whole number from ${least} to ${most}`);
    }
    return number;
  }

  /**
   * Truth values count as 0 and 1, null as NaN.
   * @throws MODEL_FILE_INVALID unless a list of numbers, of that length where one is given
   */
  numbers(length?: number): Numbers {
    const { value } = this;
    let numbers: Numbers;
    if (Array.isArray(value)) numbers = value.map(asNumber) as number[];
    else if (ArrayBuffer.isView(value) && !(value instanceof DataView)) numbers = value as unknown as Numbers;
    else throw this.refuse('be a list of numbers');
    if (length !== undefined && numbers.length !== length) {
      throw damagedModelFile(this.path, `have ${length} entries`, numbers.length);
    }
    for (let index = 0; index < numbers.length; index++) {
      if (typeof numbers[index] !== 'number') throw damagedModelFile(this.path, 'hold numbers only', numbers[index]);
    }
    return numbers;
  }

  /** @throws MODEL_FILE_INVALID unless a list of whole numbers, each within [least, most] */
  wholes(least: number, most: number, length?: number): Numbers {
    const numbers = this.numbers(length);
    for (let index = 0; index < numbers.length; index++) {
      const number = numbers[index] ?? Number.NaN;
      if (!Number.isInteger(number) || number < least || number > most) {
        throw damagedModelFile(`${this.path}[${index}]`, `be a whole number from ${least} to ${most}`, number);
      }
    }
    return numbers;
  }

  refuse(rule: string) {
    return damagedModelFile(this.path || 'the file', rule, this.value);
  }

  #pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  #entry(value: unknown, index: number): DocumentPart {
    return new DocumentPart(value, `${this.path}[${index}]`);
  }
}

function asNumber(entry: unknown): unknown {
  if (typeof entry === 'boolean') return Number(entry);
  return entry === null ? Number.NaN : entry;
}

import { damagedModelFile } from './model-file-error.js';

/** One block of `name=value` lines. */
export class LightgbmSection {
  readonly path: string;
  readonly #values: ReadonlyMap<string, string>;

  constructor(path: string, values: ReadonlyMap<string, string>) {
    this.path = path;
    this.#values = values;
  }

  find(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** @throws MODEL_FILE_INVALID unless the line is there */
  at(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined) throw damagedModelFile(`${this.path}${name}`, 'be there');
    return value;
  }

  /** @throws MODEL_FILE_INVALID unless a whole number within [least, most] */
  whole(name: string, least: number, most: number): number {
    return this.#whole(name, this.at(name), least, most);
  }

  /** Whole numbers with blanks between. @throws MODEL_FILE_INVALID unless so, and as many as `length` */
  wholes(name: string, least: number, most: number, length?: number): readonly number[] {
    return this.#list(name, length).map((text) => this.#whole(name, text, least, most));
  }

  /** Numbers with blanks between. @throws MODEL_FILE_INVALID unless so, as many as `length`, finite or `besides` */
  numbers(name: string, length: number, besides?: number): readonly number[] {
    return this.#list(name, length).map((text) => {
      if (text === 'inf' && besides === Infinity) return besides;
      const number = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?$/.test(text) ? Number(text) : Number.NaN;
      if (!Number.isFinite(number)) throw damagedModelFile(`${this.path}${name}`, 'hold finite numbers', text);
      return number;
    });
  }

  #list(name: string, length: number | undefined): readonly string[] {
    const text = this.at(name).trim();
    const entries = text === '' ? [] : text.split(/\s+/);
    if (length !== undefined && entries.length !== length) {
      throw damagedModelFile(`${this.path}${name}`, `have ${length} entries`, entries.length);
    }
    return entries;
  }

  #whole(name: string, text: string, least: number, most: number): number {
    const number = /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw damagedModelFile(`${this.path}${name}`, `hold whole numbers from ${least} to ${most}`, text);
  }
}

/** A LightGBM text file, cut into its blocks. */
export interface LightgbmFile {
  readonly header: LightgbmSection;
  readonly trees: readonly LightgbmSection[];
  /** The line after the parameters, as JSON; undefined where there is none. */
  readonly pandasCategorical: string | undefined;
}

/** @throws MODEL_FILE_INVALID unless the text begins and ends as LightGBM writes it: a file cut short is refused */
export function readLightgbmSections(text: string): LightgbmFile {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== 'tree') throw damagedModelFile('line 1', 'be "tree", as LightGBM begins a model', lines[0]);
  const end = lines.indexOf('end of trees');
  if (end < 0) throw damagedModelFile('the file', 'have a line "end of trees": it is cut short');
  const starts: number[] = [];
  for (let line = 1; line < end; line++) if (lines[line]?.startsWith('Tree=') === true) starts.push(line);
  const header = new LightgbmSection('', readLines(lines, 1, starts[0] ?? end));
  const trees = starts.map((start, index) => {
    if (lines[start] !== `Tree=${index}`)
      throw damagedModelFile(`line ${start + 1}`, `be "Tree=${index}"`, lines[start]);
    return new LightgbmSection(`Tree ${index} `, readLines(lines, start + 1, starts[index + 1] ?? end));
  });
  const categorical = lines.findLast((line) => line.startsWith('pandas_categorical:'));
  return { header, trees, pandasCategorical: categorical?.slice('pandas_categorical:'.length) };
}

function readLines(lines: readonly string[], start: number, end: number): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (let index = start; index < end; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    const name = equals < 0 ? line.trim() : line.slice(0, equals);
    if (values.has(name)) throw damagedModelFile(`line ${index + 1}`, 'not say a thing twice', name);
    values.set(name, equals < 0 ? '' : line.slice(equals + 1));
  }
  return values;
}

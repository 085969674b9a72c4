import { ProbityError } from '@probity/domain';
import { splitDelimited } from '../delimited/split-delimited.js';
import { currencyDigits, type DecimalMark, parseMinorUnits } from '../payment/parse-amount.js';
import { type DateOrder, dateOrders, parseDay } from '../payment/parse-day.js';
import type { BankColumns, BankMapping, StatedMapping } from './bank-mapping.js';
import { columnWords, flowOf, headerWord } from './column-words.js';
import { nameColumns } from './name-columns.js';

/** A guessed mapping, with what its reader should know about the guess. */
export interface GuessedMapping {
  readonly mapping: BankMapping;
  /** Sentences; each names the entry of the map that corrects it. */
  readonly notes: readonly string[];
  /** The names of all columns of the file, to choose from. */
  readonly header: readonly string[];
}

const SAMPLE_RECORDS = 400;
const DELIMITERS = [';', '\t', ',', '|'] as const;
const HEADER_WITHIN = 40;

/** Records of the beginning of a file, with the line of each. */
interface Sample {
  readonly delimiter: string;
  readonly rows: readonly { readonly cells: readonly string[]; readonly line: number }[];
}

/**
 * How a delimited bank file is most likely written: delimiter, header (also below a preamble), columns by their names
 * and contents, order of dates, decimal mark and sign.
 *
 * What is stated holds; the rest is guessed from the first 400 records. Where the file leaves a choice open (all days
 * ≤ 12, no sign at all) the note says what was taken.
 *
 * @throws FILE_EMPTY when there is nothing below the header
 * @throws BANK_MAPPING_UNCLEAR when no column of dates or amounts can be found, naming the columns there are
 * @throws COLUMN_MISSING when a stated column is not in the file
 * @example guessMapping('Date,Description,Amount\n31/01/2024,Rent,-900.00\n').mapping.columns.amount // 'Amount'
 */
export function guessMapping(text: string, stated: StatedMapping = {}, name = 'the file'): GuessedMapping {
  const notes: string[] = [];
  const sample = stated.delimiter === undefined ? sampleOf(text) : readSample(text, stated.delimiter);
  const headerRow = findHeader(sample, stated.headerLine);
  const headerLine = headerRow === undefined ? 0 : (sample.rows[headerRow]?.line ?? 0);
  const header = columnsOf(sample, headerRow);
  const rows = sample.rows.slice(headerRow === undefined ? firstRow(sample) : headerRow + 1).map(({ cells }) => cells);
  for (const column of Object.values(stated.columns ?? {}).flat()) {
    if (!header.includes(column)) {
      const there = header.join(', ');
      throw new ProbityError('COLUMN_MISSING', `${name} has no column "${column}"; it has ${there}`, { field: column });
    }
  }
  if (sample.rows.length < SAMPLE_RECORDS && (rows.every(isBlank) || (headerRow === undefined && isWordsOnly(rows)))) {
    throw new ProbityError('FILE_EMPTY', `${name} holds no payments: there is no row below its header`, {
      field: name,
    });
  }
  const cellsOf = (column: string | undefined): readonly string[] => {
    const at = column === undefined ? -1 : header.indexOf(column);
    return at < 0 ? [] : rows.map((cells) => (cells[at] ?? '').trim()).filter((cell) => cell !== '');
  };
  const columns = findColumns(header, cellsOf, stated.columns ?? {}, headerRow !== undefined);
  if (columns === undefined) {
    throw new ProbityError(
      'BANK_MAPPING_UNCLEAR',
      `${name} has no column that could hold dates and one that could hold amounts; its columns are ${header.slice(0, 20).join(', ')}: say which is which, such as date=${header[0]},amount=${header[1] ?? header[0]}`,
      { field: 'map', columns: header.slice(0, 50) },
    );
  }
  const dates = stated.dates ?? orderOfDates(cellsOf(columns.date), notes);
  const amountCells = [columns.amount, columns.debit, columns.credit].flatMap(cellsOf);
  const decimal = stated.decimal ?? decimalOf([...amountCells, ...cellsOf(columns.balance)], notes);
  const currency = stated.currency ?? currencyIn(amountCells, columns, header);
  const sign = stated.sign ?? signOf(columns, rows, header, { decimal, digits: currencyDigits(currency) }, notes);
  const account = stated.account ?? '';
  const { delimiter } = sample;
  return { mapping: { delimiter, headerLine, columns, dates, decimal, sign, currency, account }, notes, header };
}

function readSample(text: string, delimiter: string): Sample {
  const rows: { cells: string[]; line: number }[] = [];
  // A bounded piece of the text: a whole file need not be split to be looked at.
  const piece = text.slice(0, 400_000);
  const isWhole = piece.length === text.length;
  splitDelimited(piece.slice(0, cutAt(piece, isWhole)), delimiter, ({ cells, line }) => {
    if (rows.length < SAMPLE_RECORDS) rows.push({ cells, line });
    return undefined;
  });
  return { delimiter, rows };
}

function cutAt(piece: string, isWhole: boolean): number {
  const last = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf('\r'));
  return isWhole || last < 0 ? piece.length : last;
}

/** By which delimiter most records have the same number of cells, and more than one. */
function sampleOf(text: string): Sample {
  let best: { sample: Sample; worth: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const sample = readSample(text, delimiter);
    const widths = new Map<number, number>();
    for (const { cells } of sample.rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
    let worth = 0;
    for (const [width, count] of widths) {
      if (width > 1)
        worth = Math.max(worth, (count / sample.rows.length) * Math.min(width, 12) * (count > 1 ? 1 : 0.5));
    }
    if (best === undefined || worth > best.worth) best = { sample, worth };
  }
  return (best as { sample: Sample }).sample;
}

/** Index of the header among the sampled records; undefined where there is none. */
function findHeader(sample: Sample, stated: number | undefined): number | undefined {
  if (stated === 0) return undefined;
  if (stated !== undefined) {
    const at = sample.rows.findIndex(({ line }) => line === stated);
    if (at >= 0) return at;
    throw new ProbityError('BANK_MAPPING_UNCLEAR', `the file has no line ${stated} that could be a header`, {
      line: stated,
    });
  }
  let best = 1;
  let found: number | undefined;
  for (const [at, { cells }] of sample.rows.slice(0, HEADER_WITHIN).entries()) {
    const words = cells.map(headerWord);
    const known = words.filter(
      (word) => word !== '' && Object.values(columnWords).some((pattern) => pattern.test(word)),
    );
    const holdsData = cells.some((cell) => isDay(cell) || /^[-+]?\d+[.,]\d{2}$/.test(cell.trim()));
    if (!holdsData && known.length > best) {
      best = known.length;
      found = at;
    }
  }
  return found ?? wordsAboveData(sample.rows);
}

/** A first line of words that nobody knows, above a line of data, is a header too. */
function wordsAboveData([first, second]: Sample['rows']): number | undefined {
  if (first === undefined || second === undefined || first.cells.length !== second.cells.length) return undefined;
  const isWords = first.cells.length > 1 && first.cells.every((cell) => !/\d/.test(cell));
  return isWords && second.cells.some(isDay) ? 0 : undefined;
}

/** Where data begin in a file without a header: at the first record of the usual width. */
function firstRow({ rows }: Sample): number {
  const width = Math.max(...rows.slice(-20).map(({ cells }) => cells.length), 0);
  return Math.max(
    0,
    rows.findIndex(({ cells }) => cells.length === width),
  );
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** One line of words with nothing below it is a header whose words nobody knows. */
function isWordsOnly(rows: readonly (readonly string[])[]): boolean {
  const [only, ...more] = rows.filter((cells) => !isBlank(cells));
  return only !== undefined && more.length === 0 && only.length > 1 && !only.some((cell) => /\d/.test(cell));
}

function columnsOf({ rows }: Sample, headerRow: number | undefined): readonly string[] {
  if (headerRow !== undefined) return nameColumns(rows[headerRow]?.cells ?? []);
  return nameColumns(Array.from({ length: Math.max(0, ...rows.map(({ cells }) => cells.length)) }, () => ''));
}

function isDay(cell: string): boolean {
  return dateOrders.some((order) => !Number.isNaN(parseDay(cell.trim(), order)));
}

function isAmount(cell: string): boolean {
  return /\d/.test(cell) && (['.', ','] as const).some((mark) => !Number.isNaN(parseMinorUnits(cell, mark, 3)));
}

function shareOf(cells: readonly string[], test: (cell: string) => boolean): number {
  return cells.length === 0 ? 0 : cells.filter(test).length / cells.length;
}

/** Mostly: banks leave broken cells, and a column of empty cells says nothing against it. */
const MOSTLY = 0.6;
/** Where a column's name says it, more of its cells may be broken. */
const NAMED = 0.3;

function findColumns(
  header: readonly string[],
  cellsOf: (column: string) => readonly string[],
  stated: NonNullable<StatedMapping['columns']>,
  isNamed: boolean,
): BankColumns | undefined {
  const taken = new Set<string>(Object.values(stated).flat());
  const fits: Partial<Record<keyof BankColumns, (cells: readonly string[]) => boolean>> = {
    date: (cells) => shareOf(cells, isDay) >= NAMED,
    amount: (cells) => shareOf(cells, isAmount) >= NAMED,
    debit: (cells) => cells.length === 0 || shareOf(cells, isAmount) >= NAMED,
    credit: (cells) => cells.length === 0 || shareOf(cells, isAmount) >= NAMED,
    balance: (cells) => shareOf(cells, isAmount) >= NAMED,
    type: (cells) => shareOf(cells, (cell) => flowOf(cell) !== undefined) >= 0.9,
    currency: (cells) => shareOf(cells, (cell) => /^[A-Za-z]{3}$|^[€$£¥₹]$/.test(cell)) >= NAMED,
    account: (cells) => cells.length > 0,
    id: (cells) => cells.length > 0 && new Set(cells).size === cells.length,
    category: (cells) => cells.length > 0,
  };
  const find = (name: Exclude<keyof BankColumns, 'text'>): string | undefined => {
    if (stated[name] !== undefined) return stated[name];
    const candidates = header.filter((column) => !taken.has(column) && columnWords[name].test(headerWord(column)));
    // The pattern lists its words from the most telling on, so an exact early word wins over "… date".
    const ranked = candidates
      .map((column) => ({ column, rank: rankOf(columnWords[name], headerWord(column)) }))
      .sort((a, b) => a.rank - b.rank);
    const column = ranked.find((candidate) => fits[name]?.(cellsOf(candidate.column)) ?? true)?.column;
    if (column !== undefined) taken.add(column);
    return column;
  };
  const bySight = (test: (cell: string) => boolean, least = MOSTLY) => {
    const column = header.find((candidate) => !taken.has(candidate) && shareOf(cellsOf(candidate), test) >= least);
    if (column !== undefined) taken.add(column);
    return column;
  };

  const date = find('date') ?? bySight(isDay, 0.8);
  const debitStated = stated.debit !== undefined || stated.credit !== undefined;
  let amount = debitStated ? undefined : find('amount');
  const debit = amount === undefined ? find('debit') : undefined;
  const credit = amount === undefined ? find('credit') : undefined;
  const balance = find('balance');
  const type = find('type');
  if (amount === undefined && debit === undefined && credit === undefined) {
    amount =
      bySight((cell) => isAmount(cell) && /[.,]\d{1,2}\D*$/.test(cell)) ??
      bySight((cell) => isAmount(cell) && !isDay(cell), 0.9);
  }
  if (date === undefined || (amount === undefined && debit === undefined && credit === undefined)) return undefined;
  const category = find('category');
  const account = find('account');
  const currency = find('currency');
  const id = find('id');
  const text = stated.text ?? textColumns(header, taken, cellsOf, isNamed);
  const found = { amount, debit, credit, type, balance, account, currency, id, category };
  const there = Object.fromEntries(Object.entries(found).filter(([, column]) => column !== undefined));
  return { date, text, ...there };
}

/** Which of the alternatives of a pattern a header is; the patterns list them from the most telling on. */
function rankOf(pattern: RegExp, word: string): number {
  const inner = pattern.source.slice(2, -2);
  let depth = 0;
  let start = 0;
  let rank = 0;
  for (let at = 0; at <= inner.length; at++) {
    const sign = inner[at];
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    if (depth > 0 || (sign !== '|' && at < inner.length)) continue;
    if (new RegExp(`^(?:${inner.slice(start, at)})$`).test(word)) return rank;
    rank += 1;
    start = at + 1;
  }
  return rank;
}

/** Columns named for what they say; without such names, those with the longest words. */
function textColumns(
  header: readonly string[],
  taken: ReadonlySet<string>,
  cellsOf: (column: string) => readonly string[],
  isNamed: boolean,
): readonly string[] {
  const free = header.filter((column) => !taken.has(column));
  const named = isNamed
    ? free.filter((column) => columnWords.text.test(headerWord(column)) && cellsOf(column).length > 0)
    : [];
  if (named.length > 0) return named;
  const wordy = free.filter((column) => shareOf(cellsOf(column), (cell) => /\p{L}{3}/u.test(cell)) > 0.3);
  return wordy.slice(0, 3);
}

function orderOfDates(cells: readonly string[], notes: string[]): DateOrder {
  const scores = dateOrders.map((order) => {
    const days = cells.map((cell) => parseDay(cell, order));
    const read = days.filter((day) => !Number.isNaN(day));
    let backwards = 0;
    let forwards = 0;
    let leap = 0;
    for (let at = 1; at < read.length; at++) {
      const step = (read[at] as number) - (read[at - 1] as number);
      if (step < 0) backwards += 1;
      if (step > 0) forwards += 1;
      leap += Math.abs(step);
    }
    return { order, read: read.length, disorder: Math.min(backwards, forwards), leap, last: read.at(-1) };
  });
  const most = Math.max(...scores.map(({ read }) => read));
  const possible = scores.filter(({ read }) => read === most);
  possible.sort((a, b) => a.disorder - b.disorder || a.leap - b.leap);
  const [best, second] = possible;
  if (best === undefined) return 'ymd';
  const isOpen =
    second !== undefined &&
    second.last !== best.last &&
    second.disorder === best.disorder &&
    second.leap <= best.leap * 1.5;
  if (isOpen)
    notes.push(`dates could be read in two ways; taken as ${best.order} (dates=${second.order} for the other)`);
  return best.order;
}

function decimalOf(cells: readonly string[], notes: string[]): DecimalMark {
  let comma = 0;
  let point = 0;
  for (const cell of cells) {
    const mark = /([.,])\d{1,2}\D*$/.exec(cell)?.[1];
    if (mark === ',') comma += 1;
    else if (mark === '.') point += 1;
  }
  if (comma === 0 && point === 0 && cells.some((cell) => /[.,]\d{3}\D*$/.test(cell))) {
    notes.push('amounts such as 1.234 are taken as thousands (decimal=point or decimal=comma says otherwise)');
    return cells.some((cell) => /,\d{3}\D*$/.test(cell)) ? '.' : ',';
  }
  return comma > point ? ',' : '.';
}

const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY', '₹': 'INR' };

/** The currency that amounts or the header name, where no column does. */
function currencyIn(amounts: readonly string[], columns: BankColumns, header: readonly string[]): string {
  if (columns.currency !== undefined) return '';
  const named = [columns.amount, columns.debit, columns.credit, ...header]
    .map((column) => /\b(EUR|USD|GBP|CHF|INR|CZK|PLN|SEK|NOK|DKK|JPY|CAD|AUD)\b/.exec(column ?? '')?.[1])
    .find((code) => code !== undefined);
  if (named !== undefined) return named;
  for (const cell of amounts.slice(0, 50)) {
    const sign = /[€$£¥₹]/.exec(cell)?.[0];
    if (sign !== undefined) return SIGNS[sign] ?? '';
    const code = /\b(EUR|USD|GBP|CHF|INR|CZK|PLN|SEK|NOK|DKK|JPY|CAD|AUD)\b/.exec(cell)?.[1];
    if (code !== undefined) return code;
  }
  return '';
}

/** Which sign means money out: by the balance where there is one, else by which sign is there. */
function signOf(
  columns: BankColumns,
  rows: readonly (readonly string[])[],
  header: readonly string[],
  { decimal, digits }: { readonly decimal: DecimalMark; readonly digits: number },
  notes: string[],
): BankMapping['sign'] {
  if (columns.amount === undefined || columns.type !== undefined) return 'in-positive';
  const numberAt = (column: string | undefined) => {
    const at = header.indexOf(column ?? '');
    return rows.map((cells) => (at < 0 ? NaN : parseMinorUnits(cells[at] ?? '', decimal, digits)));
  };
  const amounts = numberAt(columns.amount);
  const balances = numberAt(columns.balance);
  let plus = 0;
  let minus = 0;
  for (let at = 1; at < amounts.length; at++) {
    const step = (balances[at] as number) - (balances[at - 1] as number);
    // In a file with the newest first the step belongs to the row before.
    for (const amount of [amounts[at] as number, amounts[at - 1] as number]) {
      if (amount === 0 || Number.isNaN(step)) continue;
      const isNewestFirst = amount === amounts[at - 1];
      const change = isNewestFirst && amounts[at] !== amount ? -step : step;
      if (change === amount) plus += 1;
      else if (change === -amount) minus += 1;
    }
  }
  if (plus + minus > 0) return minus > plus ? 'out-positive' : 'in-positive';
  const known = amounts.filter((amount) => !Number.isNaN(amount) && amount !== 0);
  const negative = known.filter((amount) => amount < 0).length;
  if (negative === 0 && known.length > 0) {
    notes.push('no amount has a sign: all are taken as money out (sign=in-positive if they come in)');
    return 'out-positive';
  }
  if (negative < known.length * 0.25 && known.length >= 8) {
    notes.push(
      `few amounts have a minus (${negative} of ${known.length}), as on card statements: amounts without one are taken as money out (sign=in-positive says otherwise)`,
    );
    return 'out-positive';
  }
  return 'in-positive';
}

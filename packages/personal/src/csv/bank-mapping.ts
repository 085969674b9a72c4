import { ProbityError } from '@probity/domain';
import type { DecimalMark } from '../payment/parse-amount.js';
import { type DateOrder, dateOrders } from '../payment/parse-day.js';

/** Which column of a bank's file holds what. A file without a header names them column_1, column_2, …. */
export interface BankColumns {
  readonly date: string;
  /** One column of amounts, or `debit` and `credit`. */
  readonly amount?: string;
  readonly debit?: string;
  readonly credit?: string;
  /** Says which way an amount without a sign goes. */
  readonly type?: string;
  /** Joined by a blank, in this order. */
  readonly text: readonly string[];
  readonly balance?: string;
  readonly account?: string;
  readonly currency?: string;
  /** The bank's own id of a payment. */
  readonly id?: string;
  readonly category?: string;
}

/** How a delimited bank file is to be read. Guessed by `guessMapping`, shown, and to be corrected by its owner. */
export interface BankMapping {
  readonly delimiter: string;
  /** Line of the header, from 1; 0 where there is none. */
  readonly headerLine: number;
  readonly columns: BankColumns;
  readonly dates: DateOrder;
  readonly decimal: DecimalMark;
  /** 'in-positive': what comes in is above 0; 'out-positive': what goes out is, as on many card statements. */
  readonly sign: 'in-positive' | 'out-positive';
  /** Currency where no column names one. */
  readonly currency: string;
  /** Account where no column names one. */
  readonly account: string;
}

/** What the owner of a file says about it; everything else is guessed. */
export type StatedMapping = { readonly [Name in Exclude<keyof BankMapping, 'columns'>]?: BankMapping[Name] } & {
  readonly columns?: { readonly [Name in keyof BankColumns]?: BankColumns[Name] };
};

export const columnNames = [
  'date',
  'amount',
  'debit',
  'credit',
  'type',
  'text',
  'balance',
  'account',
  'currency',
  'id',
  'category',
] as const satisfies readonly (keyof BankColumns)[];

const delimiterWords: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
};

/** The word by which a delimiter is stated in `--map`. @example delimiterWord(';') // 'semicolon' */
export function delimiterWord(delimiter: string): string {
  return Object.keys(delimiterWords).find((word) => delimiterWords[word] === delimiter) ?? delimiter;
}

const settings: Readonly<Record<string, (text: string) => StatedMapping | undefined>> = {
  delimiter: (text) => {
    const delimiter = delimiterWords[text];
    return delimiter === undefined ? undefined : { delimiter };
  },
  header: (text) => (/^\d{1,3}$/.test(text) ? { headerLine: Number(text) } : undefined),
  dates: (text) => {
    const dates = dateOrders.find((order) => order === text);
    return dates === undefined ? undefined : { dates };
  },
  decimal: (text) => (text === 'comma' ? { decimal: ',' } : text === 'point' ? { decimal: '.' } : undefined),
  sign: (text) => (text === 'in-positive' || text === 'out-positive' ? { sign: text } : undefined),
  'currency-is': (text) => (/^[A-Z]{3}$/.test(text) ? { currency: text } : undefined),
  'account-is': (text) => ({ account: text }),
};

/** What a setting takes, for the one who got it wrong. */
const takes: Readonly<Record<string, string>> = {
  delimiter: 'comma, semicolon, tab or pipe',
  header: 'the line of the header, 0 for none',
  dates: 'ymd, dmy or mdy',
  decimal: 'comma or point',
  sign: 'in-positive or out-positive',
  'currency-is': 'a code such as EUR',
};

/**
 * Reads what `--map` and the API take: `date=Buchungstag,amount=Betrag,text=Zweck+Name,dates=dmy,decimal=comma`.
 *
 * Columns: date, amount, debit, credit, type, text (several joined by +), balance, account, currency, id, category.
 * Settings: delimiter, header, dates, decimal, sign, currency-is, account-is.
 *
 * @throws INVALID_ARGUMENT naming the entry
 */
export function parseMapping(text: string): StatedMapping {
  const columns: Record<string, string | readonly string[]> = {};
  let stated: StatedMapping = {};
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const equals = entry.indexOf('=');
    const name = entry.slice(0, equals).trim();
    const value = entry.slice(equals + 1).trim();
    if (equals > 0 && value !== '' && (columnNames as readonly string[]).includes(name)) {
      columns[name] = name === 'text' ? value.split('+').map((part) => part.trim()) : value;
      continue;
    }
    const setting = equals > 0 && Object.hasOwn(settings, name) ? settings[name]?.(value) : undefined;
    if (setting === undefined) {
      const hint = takes[name] ?? `one of ${[...columnNames, ...Object.keys(settings)].join(', ')} = …`;
      throw new ProbityError('INVALID_ARGUMENT', `\`${entry}\` of the map is not understood: it takes ${hint}`, {
        field: 'map',
      });
    }
    stated = { ...stated, ...setting };
  }
  return Object.keys(columns).length === 0
    ? stated
    : { ...stated, columns: columns as StatedMapping['columns'] & object };
}

/**
 * A mapping in the words that `parseMapping` reads, so that a guess can be shown, changed and given back.
 * @example formatMapping(mapping) // 'date=Date,amount=Amount,delimiter=comma,header=1,dates=ymd,…'
 */
export function formatMapping(mapping: BankMapping): string {
  const { columns } = mapping;
  const entries = columnNames.flatMap((name) => {
    const value = columns[name];
    if (value === undefined || value.length === 0) return [];
    return [`${name}=${typeof value === 'string' ? value : value.join('+')}`];
  });
  const rest = [
    `delimiter=${delimiterWord(mapping.delimiter)}`,
    `header=${mapping.headerLine}`,
    `dates=${mapping.dates}`,
    `decimal=${mapping.decimal === ',' ? 'comma' : 'point'}`,
    `sign=${mapping.sign}`,
    ...(mapping.currency === '' ? [] : [`currency-is=${mapping.currency}`]),
    ...(mapping.account === '' ? [] : [`account-is=${mapping.account}`]),
  ];
  return [...entries, ...rest].join(',');
}

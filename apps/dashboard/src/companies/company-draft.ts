import type { FieldValue } from '@probity/domain';
import { bindCompanyColumns, type CompanyStatement, type StatementItem } from '@probity/features';
import type { CompanyInput } from '@probity/scoring';

/** How a company is entered. */
export type EntryMode = 'statements' | 'ratios' | 'file';

/** What stands in the fields, as typed. */
export interface CompanyDraft {
  readonly statement: Readonly<Record<string, string>>;
  readonly before: Readonly<Record<string, string>>;
  readonly ratios: Readonly<Record<string, string>>;
}

export const emptyDraft: CompanyDraft = { statement: {}, before: {}, ratios: {} };

/** A small manufacturer in trouble, so that the page shows something before anything is typed. */
export const exampleDraft: CompanyDraft = {
  statement: {
    ...{ totalAssets: '8400', currentAssets: '3100', cash: '120', shortTermSecurities: '0', receivables: '1350' },
    ...{ inventory: '1500', shortTermLiabilities: '3900', longTermLiabilities: '2600', equity: '1900' },
    ...{ shareCapital: '800', retainedEarnings: '450', sales: '9800', totalSales: '9950', costOfSales: '7900' },
    ...{ operatingExpenses: '9700', totalCosts: '10050', profitOnSales: '100', operatingProfit: '60', ebit: '60' },
    ...{ interest: '260', financialExpenses: '290', extraordinaryItems: '0', profitBeforeTax: '-200' },
    ...{ netProfit: '-200', depreciation: '430', operatingCashFlow: '90' },
  },
  before: { sales: '10900', totalAssets: '8700', netProfit: '40', profitBeforeTax: '55' },
  ratios: {},
};

/** Typed text as a number; undefined where there is none. A decimal comma is taken for a point. */
export function readAmount(text: string): number | undefined {
  const plain = text.trim().replace(/[\s_]/g, '').replace(',', '.');
  if (plain === '') return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Names of fields whose text is no number. */
export function oddFields(fields: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, text]) =>
    text.trim() !== '' && readAmount(text) === undefined ? [name] : [],
  );
}

/** The draft as the engine takes it; undefined while nothing is filled in. */
export function companyOf(draft: CompanyDraft, mode: EntryMode): CompanyInput | undefined {
  const ratios = numbersOf(draft.ratios);
  const statement = numbersOf(draft.statement);
  const before = numbersOf(draft.before);
  const useRatios = mode !== 'statements' && Object.keys(ratios).length > 0;
  const useStatement = mode !== 'ratios' && Object.keys(statement).length > 0;
  if (!useRatios && !useStatement) return undefined;
  return {
    ...(useStatement ? { statement: statement as CompanyStatement } : {}),
    ...(useStatement && Object.keys(before).length > 0 ? { earlier: [before as CompanyStatement] } : {}),
    ...(useRatios ? { ratios: ratios as Record<string, FieldValue> } : {}),
  };
}

function numbersOf(fields: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => {
      const value = readAmount(text);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A dropped file as companies to pick from. */
export interface CompanyFileRows {
  readonly name: string;
  readonly rows: readonly { readonly label: string; readonly draft: CompanyDraft }[];
  /** How many columns were understood, and how. */
  readonly found: string;
}

const MOST_ROWS = 5000;

/**
 * Reads rows of a file: columns are found by their names, or by those of the model.
 * @param cells header first
 */
export function companiesOf(
  name: string,
  cells: readonly (readonly string[])[],
  features: ReadonlySet<string>,
): CompanyFileRows {
  const [header = [], ...lines] = cells;
  const { items, ratios } = bindCompanyColumns(header);
  const itemAt = Object.entries(items).map(
    ([item, column]) => [item as StatementItem, header.indexOf(column)] as const,
  );
  const ratioAt = [
    ...Object.entries(ratios).map(([ratio, column]) => [ratio, header.indexOf(column)] as const),
    ...header.flatMap((column, index) =>
      features.has(column) && !Object.values(ratios).includes(column) ? [[column, index] as const] : [],
    ),
  ];
  const keys = header.flatMap((column, index) => (/^(company|id|name|year|krs|lei)$/i.test(column) ? [index] : []));
  const pick = (line: readonly string[], places: readonly (readonly [string, number])[]) =>
    Object.fromEntries(
      places.flatMap(([key, index]) => {
        const text = line[index] ?? '';
        return readAmount(text) === undefined ? [] : [[key, text]];
      }),
    );
  const rows = lines.slice(0, MOST_ROWS).map((line, row) => ({
    label: [`row ${row + 1}`, ...keys.map((index) => line[index] ?? '')].join(' · '),
    draft: { statement: pick(line, itemAt), before: {}, ratios: pick(line, ratioAt) },
  }));
  const found = `${itemAt.length} items of statements and ${ratioAt.length} ratios found in ${header.length} columns`;
  return { name, rows, found };
}

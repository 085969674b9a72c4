import {
  type CodedColumn,
  type Column,
  columnNamed,
  isCodedColumn,
  type NumericColumn,
  type Table,
} from '@probity/domain';
import {
  type CompanyColumns,
  type CompanyStatement,
  companyRatios,
  computeRatios,
  type StatementItem,
} from '@probity/features';

/** Which columns of a table of statements tell companies and years apart. */
export interface CompanyKeys {
  readonly company?: string | undefined;
  readonly time?: string | undefined;
}

/**
 * Turns a table of statements into a table of ratios, row for row: columns that hold no item stay, each ratio that any row has becomes
 * a column of its name, and the items are left out.
 *
 * With company and time, the years before are those of the same company with earlier times, the latest first; without, growth is not
 * known. Two rows of one company and time count as one year: the one that comes first in the table.
 *
 * Cost: O(rows × ratios).
 */
export function ratioTable(table: Table, { items }: CompanyColumns, { company, time }: CompanyKeys): Table {
  const sources = Object.entries(items).flatMap(([item, name]) => {
    const column = columnNamed(table, name);
    return isCodedColumn(column) ? [] : [{ item: item as StatementItem, values: column.values }];
  });
  const statements = Array.from({ length: table.rowCount }, (_, row): CompanyStatement => {
    const known = sources.filter(({ values }) => Number.isFinite(values[row]));
    return Object.fromEntries(known.map(({ item, values }) => [item, values[row]]));
  });
  const earlierRows = company === undefined || time === undefined ? undefined : yearsBefore(table, company, time);
  const ratios = new Map<string, Float64Array>();
  for (const [row, statement] of statements.entries()) {
    const earlier = (earlierRows?.[row] ?? []).map((other) => statements[other] ?? {});
    for (const [name, { value }] of Object.entries(computeRatios(statement, earlier).ratios)) {
      if (value === null || !Number.isFinite(value)) continue;
      const column = ratios.get(name) ?? new Float64Array(table.rowCount).fill(Number.NaN);
      ratios.set(name, column);
      column[row] = value;
    }
  }
  const used = new Set(sources.map(({ item }) => items[item]));
  const kept = table.columns.filter(({ name }) => !used.has(name));
  const computed = companyRatios.flatMap(({ name }): NumericColumn[] => {
    const values = ratios.get(name);
    return values === undefined ? [] : [{ name, kind: 'numeric', values }];
  });
  return { rowCount: table.rowCount, columns: [...kept, ...computed] };
}

/** Whether a file holds statements to compute ratios from, and not the ratios themselves. */
export function holdsStatements({ items, ratios }: CompanyColumns): boolean {
  return Object.keys(items).length >= LEAST_ITEMS && Object.keys(ratios).length < LEAST_ITEMS;
}

const LEAST_ITEMS = 4;
/** The longest look back that a ratio takes. */
const YEARS_BEFORE = 2;

/** Of each row the rows of the same company with earlier times, the latest first. */
function yearsBefore(table: Table, company: string, time: string): readonly (readonly number[])[] {
  const names = keysOf(columnNamed(table, company));
  const times = timesOf(columnNamed(table, time));
  const ofCompany = new Map<string, number[]>();
  for (const [row, name] of names.entries()) {
    if (name === undefined || Number.isNaN(times[row])) continue;
    const rows = ofCompany.get(name) ?? [];
    ofCompany.set(name, rows);
    rows.push(row);
  }
  const before: number[][] = names.map(() => []);
  for (const rows of ofCompany.values()) {
    rows.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    for (const [position, row] of rows.entries()) {
      const own = before[row] ?? [];
      let last = times[row] ?? 0;
      for (let other = position - 1; other >= 0 && own.length < YEARS_BEFORE; other--) {
        const candidate = rows[other] ?? 0;
        const at = times[candidate] ?? 0;
        if (at >= last) continue;
        // Of rows of one time the first in the table stands for the year.
        const first = rows.find((same) => times[same] === at) ?? candidate;
        own.push(first);
        last = at;
      }
    }
  }
  return before;
}

function keysOf(column: Column): readonly (string | undefined)[] {
  if (isCodedColumn(column)) return Array.from((column as CodedColumn).codes, (code) => column.levels[code]);
  return Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : String(value)));
}

function timesOf(column: Column): Float64Array {
  if (!isCodedColumn(column)) return column.values;
  return Float64Array.from(column.codes, (code) => {
    const text = column.levels[code];
    return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  });
}

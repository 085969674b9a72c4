import { join } from 'node:path';
import { cellValue, type Table } from '@probity/domain';
import { bindCompanyColumns, type CompanyColumns } from '@probity/features';
import { type CompanyKeys, type Dialect, holdsStatements, ratioTable } from '@probity/training';
import type { App } from './app.js';
import { writeCsv } from './output-file.js';

/** A file of company-years as it was understood. */
export interface CompanyFile {
  /** File with the ratios: the given one, or the one that was written from statements. */
  readonly file: string;
  /** Where each ratio and item was found in the given file. */
  readonly columns: CompanyColumns;
  readonly fromStatements: boolean;
}

export interface CompanyFileOptions extends CompanyKeys {
  readonly map: Readonly<Record<string, string>>;
  readonly dialect: Partial<Dialect>;
  /** Where ratios of statements are written. */
  readonly out: string;
}

/**
 * Reads a file of company-years; where it holds statements, the ratios are computed and written as a file of their own, which
 * training and scoring then read like any other.
 *
 * @throws as `ingest` and `bindCompanyColumns`
 */
export async function readCompanyFile(
  app: App,
  file: string,
  { map, dialect, out, company, time }: CompanyFileOptions,
): Promise<CompanyFile> {
  const { table } = await app.warehouse.ingest(file, { dialect, onProgress: app.terminal.progress });
  const columns = bindCompanyColumns(
    table.columns.map(({ name }) => name),
    map,
  );
  if (!holdsStatements(columns)) return { file, columns, fromStatements: false };
  await writeTable(out, ratioTable(table, columns, { company, time }));
  return { file: out, columns, fromStatements: true };
}

/** Where the ratios of a model's statements lie in a workspace. */
export function ratioFileOf(app: App, name: string): string {
  return join(app.datasets, `ratios-${name}.csv`);
}

/** Writes a table as CSV: the header, then a line for each row; missing cells are empty. */
export async function writeTable(path: string, table: Table): Promise<void> {
  const lines = function* (): Generator<readonly (string | number)[]> {
    yield table.columns.map(({ name }) => name);
    for (let row = 0; row < table.rowCount; row++) {
      yield table.columns.map((column) => {
        const value = cellValue(column, row);
        return typeof value === 'number' || typeof value === 'string' ? value : value === null ? '' : Number(value);
      });
    }
  };
  await writeCsv(path, lines());
}

/** What was found where, in words. */
export function describeCompanyColumns({ columns, fromStatements }: CompanyFile): string {
  const found = fromStatements ? columns.items : columns.ratios;
  const entries = Object.entries(found).map(([name, column]) => (name === column ? name : `${name}=${column}`));
  const what = fromStatements ? 'items of statements' : 'ratios with a name';
  const shown = entries.slice(0, 8).join(',');
  const more = entries.length > 8 ? ` and ${entries.length - 8} more` : '';
  return entries.length === 0
    ? `no ${what} were found: give --map for the scores of Altman, Ohlson and Zmijewski`
    : `${entries.length} ${what}: --map ${shown}${more}`;
}

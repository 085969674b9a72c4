import { asDatasetHash, type Column, type ColumnSchema, type DatasetSchema } from '@probity/domain';
import type { Dataset } from '@probity/training';

/** A column for a test: numbers (NaN missing), or texts (null missing). */
export interface TestColumn extends Partial<Omit<ColumnSchema, 'name'>> {
  readonly values: readonly (number | string | null)[];
}

/** A data set from columns by name; the column called "bad" is the target. */
export function makeDataset(columns: Readonly<Record<string, TestColumn>>): Dataset {
  const table: Column[] = [];
  const schemas: ColumnSchema[] = [];
  for (const [name, { values, ...given }] of Object.entries(columns)) {
    const isText = values.some((value) => typeof value === 'string');
    const kind = given.kind ?? (isText ? 'category' : 'numeric');
    const role = given.role ?? (name === 'bad' ? 'target' : 'feature');
    if (kind === 'category' || kind === 'text' || kind === 'id') {
      const texts = values.map((value) => (value === null ? null : String(value)));
      const levels = [...new Set(texts.filter((text) => text !== null))];
      table.push({
        name,
        kind,
        levels,
        codes: Int32Array.from(texts, (text) => (text === null ? -1 : levels.indexOf(text))),
      });
    } else {
      table.push({
        name,
        kind,
        values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
      });
    }
    schemas.push({ name, kind, role, ...given });
  }
  const rowCount = Object.values(columns)[0]?.values.length ?? 0;
  const schema: DatasetSchema = {
    formatVersion: 1,
    columns: schemas,
    ...('bad' in columns ? { badValue: '1' } : {}),
  };
  return {
    hash: asDatasetHash('0'.repeat(64)),
    schema,
    table: { rowCount, columns: table },
    lines: Uint32Array.from({ length: rowCount }, (_, row) => row + 2),
    rowsRead: rowCount,
    quarantined: { count: 0, rows: [] },
    dialect: { delimiter: ',', header: true, quote: '"', encoding: 'utf-8', decimal: '.', dates: 'ymd', gzip: false },
    notes: [],
  };
}

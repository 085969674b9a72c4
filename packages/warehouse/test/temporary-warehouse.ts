import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellValue, columnNamed } from '@probity/domain';
import type { Dataset, IngestOptions } from '@probity/training';
import { createWarehouse, type Warehouse } from '@probity/warehouse';
import { afterAll } from 'vitest';

/** A warehouse in a folder that goes away after the tests of the file. */
export function temporaryWarehouse(): {
  readonly root: string;
  readonly folder: string;
  readonly warehouse: Warehouse;
  write(content: string | Uint8Array, name?: string): string;
  read(content: string | Uint8Array, options?: IngestOptions): Promise<Dataset>;
} {
  const root = mkdtempSync(join(tmpdir(), 'probity-warehouse-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'datasets');
  const warehouse = createWarehouse({ folder });
  let files = 0;
  const write = (content: string | Uint8Array, name = `file-${files++}.csv`): string => {
    const file = join(root, name);
    writeFileSync(file, content);
    return file;
  };
  return { root, folder, warehouse, write, read: (content, options = {}) => warehouse.ingest(write(content), options) };
}

/** All cells of a column as plain values. */
export function cellsOf(dataset: Dataset, name: string): readonly unknown[] {
  const column = columnNamed(dataset.table, name);
  return Array.from({ length: dataset.table.rowCount }, (_, row) => cellValue(column, row));
}

/** Kind and role of a column, as "kind/role". */
export function describeColumnOf(dataset: Dataset, name: string): string {
  const column = dataset.schema.columns.find((candidate) => candidate.name === name);
  return `${column?.kind}/${column?.role}`;
}

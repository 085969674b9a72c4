import type { QualityReport } from '@probity/domain';
import { checkExpectations, hasExpectations, type ReferenceCounts } from '@probity/monitoring';
import type { Dataset } from '@probity/training';
import { appendRecord, readRecords } from './quality-history.js';

/** Holds a data set against its schema's expectations and keeps the result; undefined where nothing is expected. */
export async function checkQuality(
  folder: string,
  { schema, table, hash, rowsRead }: Dataset,
  sourceName: string,
  atMs: number,
): Promise<QualityReport | undefined> {
  if (!hasExpectations(schema)) return undefined;
  const series = schema.expect?.series ?? sourceName;
  const references: Record<string, ReferenceCounts> = {};
  // The first data that a column was seen in are the ones to compare with.
  for (const record of [...(await readRecords(folder, series))].reverse()) Object.assign(references, record.references);
  const facts = { series, dataset: hash, schema, table, rowsRead, atMs, references };
  const { report, newReferences } = checkExpectations(facts);
  await appendRecord(folder, { report, references: newReferences });
  return report;
}

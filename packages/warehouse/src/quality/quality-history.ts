import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QualityReport } from '@probity/domain';
import type { ReferenceCounts } from '@probity/monitoring';

const FOLDER = 'quality';
const ENDING = '.jsonl';
const SHOWN_CHARACTERS = 60;

/** A line of a history: a report, with the distributions that later ones are compared with. */
export interface QualityRecord {
  readonly report: QualityReport;
  readonly references: Readonly<Record<string, ReferenceCounts>>;
}

/** The series of which reports are kept, in alphabetical order. */
export async function listQualitySeries(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, FOLDER)).catch(() => [] as string[]);
  const series: string[] = [];
  for (const name of names.filter((entry) => entry.endsWith(ENDING))) {
    const [record] = await readFileRecords(join(folder, FOLDER, name));
    if (record !== undefined) series.push(record.report.series);
  }
  return series.sort();
}

/** The reports of a series, the oldest first; empty where nothing is kept. */
export async function readQualityHistory(folder: string, series: string): Promise<readonly QualityReport[]> {
  return (await readRecords(folder, series)).map(({ report }) => report);
}

/** A series as it was kept. A line that a crash cut is passed over: the reports before and after it count. */
export async function readRecords(folder: string, series: string): Promise<readonly QualityRecord[]> {
  return await readFileRecords(historyFile(folder, series));
}

async function readFileRecords(file: string): Promise<readonly QualityRecord[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      const record = JSON.parse(line) as Partial<QualityRecord>;
      return record.report?.formatVersion === 1 ? [{ report: record.report, references: record.references ?? {} }] : [];
    } catch {
      return [];
    }
  });
}

/** Adds a report to its series and waits until it is on the disk. */
export async function appendRecord(folder: string, record: QualityRecord): Promise<void> {
  await mkdir(join(folder, FOLDER), { recursive: true, mode: 0o700 });
  const handle = await open(historyFile(folder, record.report.series), 'a', 0o600);
  try {
    const { size } = await handle.stat();
    // Behind a line that was cut, a line of its own; one write, so that two processes do not mix theirs.
    await handle.write(`${size === 0 ? '' : '\n'}${JSON.stringify(record)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name that any file system takes, and that tells any two series apart. */
function historyFile(folder: string, series: string): string {
  const words = series.replace(/[^A-Za-z0-9]+/g, '-').slice(0, SHOWN_CHARACTERS);
  const digest = createHash('sha256').update(series).digest('hex').slice(0, 16);
  return join(folder, FOLDER, `${words}-${digest}${ENDING}`);
}

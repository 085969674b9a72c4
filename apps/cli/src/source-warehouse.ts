import { fetchSource, isSourceFile, loadSource } from '@probity/connectors';
import { ProbityError, type QualityReport } from '@probity/domain';
import type { Dataset, IngestOptions } from '@probity/training';
import type { Warehouse } from '@probity/warehouse';
import type { Terminal } from './terminal.js';

/** Share of the progress that fetching takes; the ingest has the rest. */
const FETCHING_SHARE = 0.5;

/** What reading sources needs of the program. */
export interface SourceWarehouseParts {
  readonly warehouse: Warehouse;
  /** Where fetched rows wait until they are ingested. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Keeps a quality report in the archive. */
  readonly archive: (report: QualityReport) => Promise<unknown>;
}

/** Files and sources alike, and what is expected of them. */
export interface SourceWarehouse {
  /** As `Warehouse.ingest`; broken expectations are told, archived, and left to the caller. */
  inspect(file: string, options: IngestOptions): Promise<Dataset>;
  /** A warehouse that takes `*.source.json` too. @throws EXPECTATION_FAILED where one of severity `fail` is broken */
  readonly warehouse: Warehouse;
}

/** Makes every command take a source file where it takes a file of rows. */
export function createSourceWarehouse(parts: SourceWarehouseParts): SourceWarehouse {
  const inspect = async (file: string, options: IngestOptions): Promise<Dataset> => {
    const dataset = isSourceFile(file)
      ? await ingestSource(parts, file, options)
      : await parts.warehouse.ingest(file, options);
    if (dataset.quality !== undefined) await tell(parts, dataset.quality);
    return dataset;
  };
  const ingest = async (file: string, options: IngestOptions): Promise<Dataset> => {
    const dataset = await inspect(file, options);
    if (dataset.quality?.outcome === 'failed') throw expectationFailed(dataset.quality);
    return dataset;
  };
  return { inspect, warehouse: { ...parts.warehouse, ingest } };
}

/** The error for a report that failed; `details` name the columns and expectations. */
export function expectationFailed({ series, results }: QualityReport): ProbityError {
  const broken = results.filter(({ outcome, severity }) => outcome === 'broken' && severity === 'fail');
  const [first] = broken;
  const where = first?.column === undefined ? 'the data' : `"${first.column}"`;
  const more = broken.length === 1 ? '' : ` (and ${broken.length - 1} more)`;
  return new ProbityError(
    'EXPECTATION_FAILED',
    `"${series}" breaks what is expected: ${where}: ${first?.sentence}${more}`,
    {
      series,
      broken: broken.map(({ column, expectation }) => ({ column: column ?? null, expectation })),
    },
  );
}

async function ingestSource(parts: SourceWarehouseParts, file: string, options: IngestOptions): Promise<Dataset> {
  const source = await loadSource(file);
  const report = options.onProgress ?? (() => {});
  const fetched = await fetchSource(source, {
    folder: parts.folder,
    environment: parts.environment,
    onProgress: (share, what) => report(share * FETCHING_SHARE, what),
  });
  try {
    const dataset = await parts.warehouse.ingest(fetched.file, {
      ...options,
      sourceName: options.sourceName ?? source.name,
      onProgress: (share, what) => report(FETCHING_SHARE + share * (1 - FETCHING_SHARE), what),
    });
    return { ...dataset, notes: [...fetched.notes, ...dataset.notes] };
  } finally {
    // The rows are in the data set, or refused: either way they need not lie here too.
    await fetched.remove();
  }
}

async function tell({ terminal, archive }: SourceWarehouseParts, report: QualityReport): Promise<void> {
  for (const { outcome, severity, column, sentence } of report.results) {
    if (outcome === 'broken')
      terminal.note(`${severity === 'fail' ? 'FAILED' : 'WARNING'} ${column ?? 'data set'}: ${sentence}`);
  }
  try {
    await archive(report);
  } catch (error) {
    if (!(error instanceof ProbityError)) throw error;
    // The workspace has the report: the data need not wait for the archive.
    terminal.note(`the quality report is not in the archive: ${error.message}`);
  }
}

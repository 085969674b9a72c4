import { existsSync } from 'node:fs';
import { ProbityError, type QualityReport } from '@probity/domain';
import { loadSchema } from '@probity/warehouse';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { expectationFailed } from '../source-warehouse.js';
import { formatTable } from '../terminal.js';

interface QualityOptions extends CommonOptions, DialectOptions {
  readonly schema?: string;
}

export function qualityCommand(): Command {
  const command = new Command('quality')
    .summary("a file against its schema's expectations, or their history")
    .addHelpText('after', examplesOf('quality loans.csv --schema loans.schema.json', 'quality loans.csv'))
    .description('Hold a file against the expectations of its schema, or show how a source kept them over time.')
    .argument('[source]', 'file to check, or name of a source whose history to show (default: list them)')
    .option('--schema <file>', 'the schema with the expectations (needed to check a file)')
    .action(runQuality);
  return addDialectOptions(command);
}

async function runQuality(source: string | undefined, options: QualityOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  if (source === undefined) await listSeries(app);
  else if (existsSync(source)) await checkFile(app, source, options, command);
  else await showHistory(app, source);
}

async function listSeries({ warehouse, terminal }: App): Promise<void> {
  const last: QualityReport[] = [];
  for (const series of await warehouse.listQualitySeries()) {
    const report = (await warehouse.readQualityHistory(series)).at(-1);
    if (report !== undefined) last.push(report);
  }
  if (last.length === 0) terminal.print('no quality reports yet: put `expect` into a schema file and ingest with it');
  else
    for (const line of formatTable([['source', ...HEAD], ...last.map((report) => [report.series, ...rowOf(report)])]))
      terminal.print(line);
  terminal.printJson({ sources: last });
}

async function checkFile(app: App, file: string, options: QualityOptions, command: Command): Promise<void> {
  const { terminal } = app;
  const schema = options.schema === undefined ? undefined : await loadSchema(options.schema);
  const dataset =
    schema === undefined
      ? undefined
      : await app.inspect(file, {
          ...{ schema, targetOptional: true, dialect: dialectFrom(options, command) },
          onProgress: terminal.progress,
        });
  if (dataset?.quality === undefined) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      '`--schema` of `quality` must name a schema file with `expect` entries',
      {
        field: '--schema',
      },
    );
  }
  const { quality } = dataset;
  terminal.print(`${quality.series}: ${quality.outcome}; ${quality.rows} rows, ${quality.quarantined} refused`);
  const rows = quality.results.map(({ column, expectation, severity, outcome, sentence }) => [
    ...[column ?? '(data set)', expectation, severity, outcome, sentence],
  ]);
  for (const line of formatTable([['column', 'expectation', 'severity', 'outcome', ''], ...rows])) terminal.print(line);
  const failed = quality.outcome === 'failed';
  if (failed && terminal.json) {
    // The report is the answer; a second object on stdout would spoil it.
    terminal.printJson({ failed, ...quality });
    process.exitCode = 3;
    return;
  }
  if (failed) throw expectationFailed(quality);
  terminal.printJson({ failed, ...quality });
}

async function showHistory({ warehouse, terminal }: App, series: string): Promise<void> {
  const history = await warehouse.readQualityHistory(series);
  if (history.length === 0) {
    const known = await warehouse.listQualitySeries();
    const list = known.length === 0 ? 'there are none yet' : `there are: ${known.join(', ')}`;
    throw new ProbityError(
      'FILE_NOT_FOUND',
      `"${series}" is neither a file nor a source with quality reports; ${list}`,
      { series },
    );
  }
  terminal.print(series);
  for (const line of formatTable([
    [...HEAD, 'broken'],
    ...history.map((report) => [...rowOf(report), brokenOf(report)]),
  ]))
    terminal.print(line);
  terminal.printJson({ series, history });
}

const HEAD = ['checked', 'outcome', 'rows', 'refused', 'met', 'not assessed'];

function rowOf({ checkedAt, outcome, rows, quarantined, results }: QualityReport): string[] {
  const count = (wanted: string) => String(results.filter((result) => result.outcome === wanted).length);
  return [checkedAt, outcome, String(rows), String(quarantined), count('met'), count('not assessed')];
}

function brokenOf({ results }: QualityReport): string {
  return results
    .filter(({ outcome }) => outcome === 'broken')
    .map(({ column, expectation }) => (column === undefined ? expectation : `${column}: ${expectation}`))
    .join('; ');
}

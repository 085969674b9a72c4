import { cellValue, columnNamed, columnsWithRole, type DatasetSchema, type Table } from '@probity/domain';
import { assessTable, type Score, type ScoredApplication } from '@probity/scoring';
import { Command } from 'commander';
import { type CommonOptions, createApp, loadModel } from '../app.js';
import { writeCsvFile } from '../csv-file.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';

interface ScoreOptions extends CommonOptions, DialectOptions {
  readonly model?: string;
  readonly out: string;
  readonly explain?: boolean;
}

const REASON_COLUMNS = ['reason_1', 'reason_2', 'reason_3', 'reason_4'] as const;

export function scoreCommand(): Command {
  const command = new Command('score')
    .description('Score every row of a file; writes id or row number, risk_score, grade and decision.')
    .argument('<file>', 'file or source with the columns of the model')
    .requiredOption('--out <csv>', 'where to write the scores')
    .option('--model <name[@version]>', 'which model (default: the champion)')
    .option('--explain', 'add reason_1 … reason_4')
    .action(runScore);
  return addDialectOptions(command);
}

async function runScore(file: string, options: ScoreOptions, command: Command): Promise<void> {
  const started = performance.now();
  const app = await createApp(options);
  const { terminal } = app;
  const { bundle, reference, scorer } = await app.withStores((stores) => loadModel(stores, options.model));
  const { schema } = bundle;
  const dataset = await app.warehouse.ingest(file, {
    schema,
    targetOptional: true,
    dialect: dialectFrom(options, command),
    onProgress: terminal.progress,
  });
  for (const note of dataset.notes) terminal.note(note);
  const { table } = dataset;
  const name = rowNamer(table, dataset.schema);
  const results: Iterable<Score | ScoredApplication> =
    options.explain === true
      ? assessTable(table, dataset.schema, scorer.assess)
      : assessTable(table, dataset.schema, scorer.score);

  const counts = { approve: 0, refer: 0, decline: 0 };
  const rows = function* (): Generator<readonly (string | number)[]> {
    yield [name.heading, 'risk_score', 'grade', 'decision', ...(options.explain === true ? REASON_COLUMNS : [])];
    let row = 0;
    for (const result of results) {
      counts[result.decision] += 1;
      const reasons = 'reasons' in result ? REASON_COLUMNS.map((_, index) => result.reasons[index]?.text ?? '') : [];
      yield [name.of(row), result.riskScore, result.grade, result.decision, ...reasons];
      row += 1;
      if (row % 5000 === 0) terminal.progress(row / table.rowCount, `${row} rows scored`);
    }
  };
  await writeCsvFile(options.out, rows());
  const seconds = (performance.now() - started) / 1000;
  terminal.print(
    `${reference.name}@${reference.version} scored ${table.rowCount} rows into ${options.out} (${dataset.quarantined.count} refused, ${seconds.toFixed(1)} s)`,
  );
  if (dataset.quarantined.file !== undefined) terminal.print(`  refused rows are in ${dataset.quarantined.file}`);
  terminal.print(`  approve ${counts.approve}, refer ${counts.refer}, decline ${counts.decline}`);
  terminal.printJson({
    model: reference.name,
    version: reference.version,
    hash: reference.hash,
    rows: table.rowCount,
    rejected: dataset.quarantined.count,
    quarantine: dataset.quarantined.file ?? null,
    out: options.out,
    decisions: counts,
    seconds,
  });
}

/** How a row is named in the output: by its id column if the schema has one, else by its number from 1. */
function rowNamer(table: Table, schema: DatasetSchema): { heading: string; of: (row: number) => string | number } {
  const id = columnsWithRole(schema, 'id')[0];
  if (id === undefined || !table.columns.some((column) => column.name === id.name))
    return { heading: 'row', of: (row) => row + 1 };
  const column = columnNamed(table, id.name);
  return { heading: id.name, of: (row) => String(cellValue(column, row) ?? row + 1) };
}

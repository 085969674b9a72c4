import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { EnrichmentCounts } from '@probity/connectors';
import {
  type Application,
  cellValue,
  columnNamed,
  columnsWithRole,
  type DatasetSchema,
  type ModelReference,
  ProbityError,
  type Table,
} from '@probity/domain';
import {
  assessTable,
  companyRatioColumns,
  restsOnLittle,
  riskClassOf,
  type Score,
  type ScoredApplication,
  type Scorer,
} from '@probity/scoring';
import type { Dialect } from '@probity/training';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp, loadModel } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { type DatasetEnricher, datasetEnricher } from '../enrich-dataset.js';
import { examplesOf } from '../help-examples.js';
import { writeCsv } from '../output-file.js';
import { withQuarantine } from '../quarantine-writer.js';
import { canBePieced, NeedsAllRows, type RowsToScore, readPieces } from '../rows-to-score.js';
import { actorOrUnnamed, MODEL_OPTION } from '../shared-options.js';
import { stated } from '../stated.js';
import { percent } from '../terminal.js';

interface ScoreOptions extends CommonOptions, DialectOptions {
  readonly model?: string;
  readonly out: string;
  readonly explain?: boolean;
  readonly contributions?: boolean;
  readonly enrich?: string;
}

/** What is to be scored, and how. */
interface Job {
  readonly app: App;
  readonly file: string;
  readonly out: string;
  readonly isExplained: boolean;
  /** Features whose contributions are written; undefined: none are. */
  readonly contributions: readonly string[] | undefined;
  readonly features: readonly string[];
  /** High risk from this probability on; undefined for models that are not cut in two by cost. */
  readonly cut: number | undefined;
  readonly schema: DatasetSchema;
  readonly dialect: Partial<Dialect>;
  readonly scorer: Scorer;
  readonly enricher: DatasetEnricher | undefined;
}

/** What became of the rows. */
interface Scored {
  readonly rows: number;
  readonly decisions: Readonly<Record<'approve' | 'refer' | 'decline', number>>;
  readonly digests: Digests;
  /** Companies of which less than two thirds of the features are known; undefined for other models. */
  readonly restOnLittle: number | undefined;
}

/** What became of the rows, refused ones too, and of what was asked about them. */
interface Judged extends Scored {
  readonly refused: Refused;
  /** Of each source, how many rows were found, not found, or fell back; empty without `--enrich`. */
  readonly enrichment: readonly EnrichmentCounts[];
}

/** SHA-256, hex: of each application's JSON and a line feed, and of each line of results as it is written. */
interface Digests {
  readonly inputs: string;
  readonly results: string;
}

interface Refused {
  readonly count: number;
  readonly file?: string;
}

const REASON_COLUMNS = ['reason_1', 'reason_2', 'reason_3', 'reason_4'] as const;
const ROWS_PER_PROGRESS = 5000;
/** From this share on the refused rows are said aloud, as `ingest` does. */
const LOUD_SHARE = 0.05;

export function scoreCommand(): Command {
  const command = new Command('score')
    .summary('score every row of a file')
    .addHelpText('after', examplesOf('score applications.csv --out scores.csv --explain'))
    .description('Score every row of a file; writes id or row number, risk_score, grade and decision.')
    .argument('<file>', 'file or source with the columns of the model')
    .requiredOption('--out <csv>', 'where to write the scores (needed)')
    .option(...MODEL_OPTION)
    .option('--explain', 'add reason_1 … reason_4')
    .option('--enrich <file>', 'add columns as of the time of each row, as in train')
    .option('--contributions', 'add baseline and contribution_<feature>: Shapley values that add up to the margin')
    .action(runScore);
  return addDialectOptions(command);
}

async function runScore(file: string, options: ScoreOptions, command: Command): Promise<void> {
  const started = performance.now();
  const app = await createApp(options);
  const { terminal } = app;
  const { bundle, reference, scorer } = await app.withStores((stores) => loadModel(stores, options.model));
  const { schema } = bundle;
  const dialect = dialectFrom(options, command);
  const enricher = await datasetEnricher(app, options.enrich);
  const features = bundle.model.features.map(({ name }) => name);
  const job: Job = {
    enricher,
    features,
    ...{ app, file, out: options.out, isExplained: options.explain === true, schema, dialect, scorer },
    contributions: options.contributions === true ? features : undefined,
    cut: companyRatioColumns(bundle) === undefined ? undefined : scorer.policy.declineFrom,
  };
  const isPieced = enricher === undefined && (await canBePieced(file, schema, dialect));
  const { rows, decisions, refused, digests, restOnLittle, enrichment } = isPieced
    ? await scorePieces(job)
    : await scoreWhole(job);
  const little = restOnLittle === undefined ? {} : { restOnLittle };
  const facts = { rows, refused: refused.count, decisions, ...digests, ...little };
  await recordInference(job, reference, enricher === undefined ? facts : { ...facts, enrichment });
  const seconds = (performance.now() - started) / 1000;
  terminal.print(
    `${reference.name}@${reference.version} scored ${rows} rows into ${options.out} (${refused.count} refused, ${seconds.toFixed(1)} s)`,
  );
  if (refused.file !== undefined) terminal.print(`  refused rows are in ${refused.file}`);
  terminal.print(`  approve ${decisions.approve}, refer ${decisions.refer}, decline ${decisions.decline}`);
  if (restOnLittle !== undefined && restOnLittle > 0) {
    terminal.print(
      `  WARNING: of ${restOnLittle} rows less than two thirds of the features are known; their class rests on little`,
    );
  }
  terminal.printJson({
    model: reference.name,
    version: reference.version,
    hash: reference.hash,
    rows,
    rejected: refused.count,
    quarantine: refused.file ?? null,
    out: options.out,
    decisions,
    ...little,
    enrichment,
    seconds,
  });
}

/** Scores a file as it is read, so that it need not fit in memory. */
async function scorePieces(job: Job): Promise<Judged> {
  const { app, file, schema, dialect } = job;
  try {
    const { result, ...refused } = await withQuarantine(app.datasets, (quarantine) =>
      noneAccepted(writeScores(job, readPieces(file, schema, dialect, quarantine))),
    );
    if (result instanceof ProbityError) {
      const details = { ...result.details, ...stated({ quarantine: refused.file }) };
      throw new ProbityError(result.code, result.message, details);
    }
    const rowsRead = result.rows + refused.count;
    if (refused.count > LOUD_SHARE * rowsRead) {
      app.terminal.note(
        `WARNING: ${refused.count} of ${rowsRead} rows (${percent(refused.count / rowsRead)}) were set aside: look at the quarantine file before trusting a score`,
      );
    }
    return { ...result, refused, enrichment: [] };
  } catch (error) {
    // Its encoding, or the order of its dates, shows past the start only: held as a whole it can be told.
    const isUnclear = error instanceof ProbityError && error.code === 'FILE_UNREADABLE';
    if (isUnclear || error instanceof NeedsAllRows) return scoreWhole(job);
    throw error;
  }
}

/** That no row was accepted, as a value: the quarantine file is still to be kept. */
async function noneAccepted(scored: Promise<Scored>): Promise<Scored | ProbityError> {
  try {
    return await scored;
  } catch (error) {
    if (error instanceof ProbityError && error.code === 'FILE_EMPTY') return error;
    throw error;
  }
}

/** Scores a file or source of any kind, kept as a version of the data. */
async function scoreWhole(job: Job): Promise<Judged> {
  const { app, file, schema, dialect, enricher } = job;
  const read = await app.warehouse.ingest(file, {
    ...{ schema: enricher?.withoutAdded(schema) ?? schema, dialect, targetOptional: true },
    onProgress: app.terminal.progress,
  });
  const { dataset, counts: enrichment } =
    enricher === undefined ? { dataset: read, counts: [] } : await enricher.enrich(read);
  const { table, schema: bound, notes, quarantined } = dataset;
  const scored = await writeScores(job, [{ table, schema: bound, notes, share: 1 }]);
  return { ...scored, refused: { count: quarantined.count, ...stated({ file: quarantined.file }) }, enrichment };
}

/**
 * Enters the run into the audit chain: the model by its hash, the applications and the results by their digests, so that whoever holds
 * the files can show what was scored and by what. Scores that are not in the log are not kept.
 */
async function recordInference(
  { app, out }: Job,
  { name, version, hash }: ModelReference,
  facts: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    await app.withStores((stores) =>
      stores.governance.append({
        kind: 'batch-scored',
        actor: actorOrUnnamed(),
        facts: { model: `${name}@${version}`, hash, ...facts },
      }),
    );
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  }
}

async function writeScores(
  { app, out, isExplained, contributions, cut, features, scorer }: Job,
  pieces: Iterable<RowsToScore> | AsyncIterable<RowsToScore>,
): Promise<Scored> {
  const decisions = { approve: 0, refer: 0, decline: 0 };
  let rows = 0;
  let restOnLittle = 0;
  const look = (application: Application) => {
    inputs.update(`${JSON.stringify(application)}\n`);
    if (cut !== undefined && restsOnLittle(application, features)) restOnLittle += 1;
  };
  const inputs = createHash('sha256');
  const results = createHash('sha256');
  const needsAll = isExplained || contributions !== undefined;
  const lines = async function* (): AsyncGenerator<readonly (string | number)[]> {
    let share: number | undefined;
    for await (const piece of pieces) {
      const { table, schema, notes } = piece;
      const name = rowNamer(table, schema, rows);
      if (share === undefined) {
        for (const note of notes) app.terminal.note(note);
        yield [
          ...[name.heading, 'risk_score', 'grade', 'decision'],
          ...(cut === undefined ? [] : ['high_risk']),
          ...(isExplained ? REASON_COLUMNS : []),
          ...(contributions === undefined ? [] : ['baseline', ...contributions.map((one) => `contribution_${one}`)]),
        ];
      }
      const before = share ?? 0;
      let row = 0;
      for (const result of resultsOf(table, schema, watched(scorer, look), needsAll)) {
        decisions[result.decision] += 1;
        const line = [
          ...[name.of(row), result.riskScore, result.grade, result.decision],
          ...(cut === undefined ? [] : [riskClassOf(result.riskScore, cut)]),
          ...explainedCells(result, isExplained, contributions !== undefined),
        ];
        results.update(`${JSON.stringify(line)}\n`);
        yield line;
        row += 1;
        if (row % ROWS_PER_PROGRESS === 0) {
          const done = before + ((piece.share - before) * row) / table.rowCount;
          app.terminal.progress(done, `${rows + row} rows scored`);
        }
      }
      rows += row;
      share = piece.share;
    }
  };
  await writeCsv(out, lines());
  const counted = cut === undefined ? undefined : restOnLittle;
  return {
    rows,
    decisions,
    restOnLittle: counted,
    digests: { inputs: inputs.digest('hex'), results: results.digest('hex') },
  };
}

/** The scorer, each application of which is looked at first. */
function watched(
  { assess, score }: Scorer,
  look: (application: Application) => void,
): Pick<Scorer, 'assess' | 'score'> {
  const watch =
    <Result>(judge: (application: unknown) => Result) =>
    (application: unknown): Result => {
      look(application as Application);
      return judge(application);
    };
  return { assess: watch((application) => assess(application)), score: watch(score) };
}

function explainedCells(
  result: Score | ScoredApplication,
  withReasons: boolean,
  withContributions: boolean,
): readonly (string | number)[] {
  if (!('explanation' in result)) return [];
  const { baseline, contributions } = result.explanation;
  return [
    ...(withReasons ? REASON_COLUMNS.map((_, index) => result.reasons[index]?.text ?? '') : []),
    ...(withContributions ? [baseline, ...contributions.map(({ contribution }) => contribution)] : []),
  ];
}

function resultsOf(
  table: Table,
  schema: DatasetSchema,
  scorer: Pick<Scorer, 'assess' | 'score'>,
  isExplained: boolean,
): Iterable<Score | ScoredApplication> {
  return isExplained
    ? assessTable(table, schema, (application) => scorer.assess(application))
    : assessTable(table, schema, scorer.score);
}

/** How a row is named in the output: by its id column if the schema has one, else by its number from 1. */
function rowNamer(
  table: Table,
  schema: DatasetSchema,
  rowsBefore: number,
): { heading: string; of: (row: number) => string | number } {
  const id = columnsWithRole(schema, 'id')[0];
  if (id === undefined || !table.columns.some((column) => column.name === id.name))
    return { heading: 'row', of: (row) => rowsBefore + row + 1 };
  const column = columnNamed(table, id.name);
  return { heading: id.name, of: (row) => String(cellValue(column, row) ?? rowsBefore + row + 1) };
}

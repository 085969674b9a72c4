import { type Column, ProbityError, type Table } from '@probity/domain';
import { type EventMap, eventTimes, guessEventMap, parseDuration } from '@probity/features';
import type { FraudRecord } from '@probity/scoring';
import {
  type Dataset,
  FRAUD,
  type FraudSettings,
  type RowPeriods,
  type TrainedFraudModel,
  trainFraud,
} from '@probity/training';
import type { App } from './app.js';
import { readFeatureSet } from './read-feature-set.js';
import { registerModel } from './register-model.js';
import { stated } from './stated.js';
import { formatTable, percent, type Terminal } from './terminal.js';

/** The name that `serve` and `stream` look for. */
export const FRAUD_MODEL = 'fraud';

/** Options of `train` that only this blueprint understands. */
export interface FraudOptions {
  readonly map?: EventMap;
  readonly labelDelay?: string;
  readonly features?: string;
  readonly trainFrom?: string;
  readonly trainTo?: string;
  readonly testFrom?: string;
  readonly testTo?: string;
  readonly keepKnownCards?: boolean;
  readonly alertRate?: number;
  readonly falsePositiveRate?: number;
  readonly blockRate?: number;
}

/** What `train` has read and been told besides. */
export interface FraudRun {
  readonly name: string;
  readonly target: string;
  readonly time: string | undefined;
  readonly test: Dataset | undefined;
  readonly learner: FraudSettings['learner'] | undefined;
  readonly folds: number | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
}

/**
 * Trains, registers and describes a fraud model.
 * @throws INVALID_ARGUMENT, COLUMN_MISSING, FEATURES_INVALID and what `trainFraud` throws
 */
export async function trainFraudFile(app: App, given: Dataset, options: FraudOptions, run: FraudRun): Promise<void> {
  const started = performance.now();
  const { terminal } = app;
  const dataset = run.test === undefined ? given : { ...given, table: joinTables(given.table, run.test.table) };
  const map = mapOf(terminal, given.table, options.map ?? {}, run);
  const labelDelay = delayFrom(options.labelDelay);
  const periods = periodsFrom(options, run, map, given.table);
  const settings: FraudSettings = {
    ...{ map, periods, thresholds: thresholdsFrom(options), libraryVersion: app.version },
    ...stated({
      ...{ labelDelay, learner: run.learner, folds: run.folds, keepKnownCards: options.keepKnownCards },
      featureSet: options.features === undefined ? undefined : await readFeatureSet(options.features),
    }),
  };
  const trained = await trainFraud(dataset, settings, app.trainingContext(run.seed, run.threads));
  // Never the champion of the workspace: that one decides loans.
  const registered = await registerModel(app, run.name, trained, false);
  const seconds = (performance.now() - started) / 1000;
  describeFraudModel(terminal, trained, `${run.name}@${registered.version}`, seconds);
  const { fraud, split } = trained.evaluation;
  terminal.printJson({
    ...{ model: run.name, version: registered.version, hash: trained.hash, learner: trained.learner, blueprint: FRAUD },
    ...{ map, labelDelay: labelDelay ?? '7d', rows: trained.rows, split, fraud, members: trained.weights },
    features: trained.bundle.transactions.featureSet.features.map(({ name }) => name),
    featureSet: trained.bundle.transactions.featureSetHash,
    thresholds: trained.bundle.transactions.thresholds,
    ...{ rejected: given.quarantined.count, quarantine: given.quarantined.file ?? null, notes: given.notes, seconds },
  });
}

/** The map that was given, completed by what the columns' names and values say, and shown. */
function mapOf(terminal: Terminal, table: Table, given: EventMap, { target, time }: FraudRun): EventMap {
  const guess = guessEventMap(table);
  const said: EventMap = { ...given, fraud: target, ...(time === undefined ? {} : { at: time }) };
  const taken = new Set(Object.values(said));
  const guessed = guess.entries.filter(({ name, column }) => said[name] === undefined && !taken.has(column));
  const map = { ...Object.fromEntries(guessed.map(({ name, column }) => [name, column])), ...said };
  terminal.print('columns');
  const rows = Object.entries(map).map(([name, column]) => [
    name,
    column,
    said[name] === undefined ? (guessed.find((entry) => entry.name === name)?.reason ?? '') : 'as stated',
  ]);
  for (const line of formatTable([['is', 'column', 'why'], ...rows])) terminal.print(line);
  const unused = table.columns.map(({ name }) => name).filter((name) => !Object.values(map).includes(name));
  if (unused.length > 0) terminal.print(`  not used: ${unused.join(', ')}`);
  terminal.print(`  correct it with --map name=column`);
  return map;
}

function delayFrom(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  parseDuration(text);
  return text;
}

/** Periods in milliseconds; a separate test file is the test period. */
function periodsFrom(options: FraudOptions, { test }: FraudRun, map: EventMap, table: Table): RowPeriods {
  const moment = (option: '--train-from' | '--train-to' | '--test-from' | '--test-to', text: string | undefined) => {
    if (text === undefined) return undefined;
    const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?$/.test(text)
      ? Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text)
      : Number.NaN;
    if (!Number.isNaN(at)) return at;
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` must be a day such as 2018-07-25; got "${text}"`, {
      field: option,
    });
  };
  const said = stated({
    trainFrom: moment('--train-from', options.trainFrom),
    trainTo: moment('--train-to', options.trainTo),
    testFrom: moment('--test-from', options.testFrom),
    testTo: moment('--test-to', options.testTo),
  });
  if (test === undefined || options.testFrom !== undefined) return said;
  const column = test.table.columns.find(({ name }) => name === map['at']);
  const times = column === undefined ? new Float64Array() : eventTimes(column);
  const first = times.reduce((least, time) => Math.min(least, time), Infinity);
  const last = lastOf(table, map['at']);
  if (first <= last) {
    throw new ProbityError('INVALID_ARGUMENT', 'the payments of `--test` must come after those of the training file', {
      field: '--test',
    });
  }
  return { ...said, testFrom: first };
}

function lastOf(table: Table, name: string | undefined): number {
  const column = table.columns.find((candidate) => candidate.name === name);
  return column === undefined
    ? Number.NEGATIVE_INFINITY
    : eventTimes(column).reduce((most, time) => Math.max(most, time), 0);
}

function thresholdsFrom({
  alertRate,
  falsePositiveRate,
  blockRate,
}: FraudOptions): NonNullable<FraudSettings['thresholds']> {
  if (alertRate !== undefined && falsePositiveRate !== undefined) {
    throw new ProbityError('INVALID_ARGUMENT', 'give either `--alert-rate` or `--false-positive-rate`', {
      field: '--alert-rate',
    });
  }
  const target = falsePositiveRate === undefined ? 'alert-rate' : 'false-positive-rate';
  return { target, ...stated({ reviewRate: falsePositiveRate ?? alertRate, blockRate }) };
}

/** Rows of one table after those of another of the same columns. */
function joinTables(first: Table, second: Table): Table {
  return {
    rowCount: first.rowCount + second.rowCount,
    columns: first.columns.map((column) => {
      const other = second.columns.find(({ name }) => name === column.name);
      if (other === undefined) {
        throw new ProbityError('COLUMN_MISSING', `the test file has no column "${column.name}"`, {
          field: column.name,
        });
      }
      return joinColumns(column, other);
    }),
  };
}

function joinColumns(one: Column, other: Column): Column {
  if ('values' in one && 'values' in other) {
    const values = new Float64Array(one.values.length + other.values.length);
    values.set(one.values);
    values.set(other.values, one.values.length);
    return { ...one, values };
  }
  if (!('codes' in one) || !('codes' in other)) {
    throw new ProbityError(
      'WRONG_TYPE',
      `column "${one.name}" is ${one.kind} in one file and ${other.kind} in the other`,
      {
        field: one.name,
      },
    );
  }
  const levels = [...one.levels];
  const index = new Map(levels.map((level, code) => [level, code]));
  const codeOf = other.levels.map((level) => {
    const known = index.get(level);
    if (known !== undefined) return known;
    index.set(level, levels.length);
    return levels.push(level) - 1;
  });
  const codes = new Int32Array(one.codes.length + other.codes.length);
  codes.set(one.codes);
  codes.set(
    other.codes.map((code) => (code < 0 ? -1 : (codeOf[code] ?? -1))),
    one.codes.length,
  );
  return { ...one, codes, levels };
}

/** What became of it: figures with intervals, what is simpler beside them, cut-offs by context. */
function describeFraudModel(terminal: Terminal, trained: TrainedFraudModel, reference: string, seconds: number): void {
  const { fraud, split } = trained.evaluation;
  const { thresholds, featureSet } = trained.bundle.transactions;
  terminal.print();
  terminal.print(
    `${reference}  ${trained.learner}, hash ${trained.hash.slice(0, 12)}; serve and stream decide with it`,
  );
  terminal.print(
    `  ${featureSet.features.length} features; fitted on ${trained.rows.train} of ${trained.rows.all} payments, the others feed features`,
  );
  terminal.print(`  measured on ${split}: ${fraud.frauds} frauds among ${fraud.rows} payments`);
  for (const line of formatTable(figureRows(fraud))) terminal.print(line);
  for (const { limit, recall, precision, moneyCaught } of fraud.atFalsePositiveRates) {
    terminal.print(
      `  at ${percent(limit)} false positives: ${percent(recall.value)} of the frauds (${percent(recall.interval[0])} – ${percent(recall.interval[1])}), ${percent(moneyCaught)} of their money; precision ${precision === null ? 'not known' : percent(precision)}`,
    );
  }
  const held = thresholds.target === 'alert-rate' ? 'of all payments' : 'of the genuine payments';
  terminal.print(
    `  cut-offs for ${percent(thresholds.reviewRate, 2)} ${held} reviewed or blocked, ${percent(thresholds.blockRate, 2)} blocked:`,
  );
  const odds = (logOdds: number) => percent(1 / (1 + Math.exp(-logOdds)));
  const rows = thresholds.contexts.map(({ context, rows: count, review, block }) => [
    ...[context, String(count), odds(review), odds(block)],
  ]);
  for (const line of formatTable([['context', 'payments', 'review from', 'block from'], ...rows])) terminal.print(line);
  terminal.print(
    `  there: ${percent(fraud.reviewRate, 2)} reviewed or blocked (${percent(fraud.blockRate, 2)} blocked), ${percent(fraud.alertPrecision ?? 0)} of them frauds, ${percent(fraud.alertRecall)} of the frauds`,
  );
  terminal.print(`  ${seconds.toFixed(1)} s`);
}

function figureRows(fraud: FraudRecord): readonly (readonly string[])[] {
  const figures = ['rocAuc', 'averagePrecision', 'cardPrecision'] as const;
  const words = ['ROC AUC', 'average precision', `card precision@${fraud.cardsADay}`];
  const figure = (value: number | undefined) => (value === undefined ? '' : value.toFixed(4));
  return [
    ['metric', 'model', '95 % interval', ...fraud.baselines.map(({ name }) => name)],
    ...figures.map((key, index) => [
      words[index] ?? key,
      figure(fraud[key].value),
      `${figure(fraud[key].interval[0])} – ${figure(fraud[key].interval[1])}`,
      ...fraud.baselines.map((entry) => figure(entry[key])),
    ]),
  ];
}

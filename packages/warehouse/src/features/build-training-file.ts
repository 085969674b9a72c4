import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Column, columnNamed, ProbityError, type Table } from '@probity/domain';
import {
  bindEvents,
  buildTrainingSet,
  checkFeatureSet,
  codedValues,
  type EventMap,
  eventTimes,
  type FeatureSet,
  planFeatures,
  type SourceDefinition,
} from '@probity/features';
import { ingestFile } from '../ingest/ingest-file.js';
import { writeParquet } from '../version/parquet-file.js';
import { syncPath } from '../version/sync-path.js';

export interface TrainingFileSettings {
  /** Rows with keys, a moment and whatever else is to be kept (the label), in any format that is read. */
  readonly labels: string;
  /** The labels' column with the moment; default `asOf`, `as_of`, or their only column of dates or times. */
  readonly asOf?: string;
  /** The events, in any format that is read. */
  readonly events: string;
  /** Parquet: the labels' rows and columns, in their order, with the features beside them. */
  readonly output: string;
  readonly set: FeatureSet;
  /** Which column of the events holds what; the labels may call a key by its canonical name or by the events' name of it. */
  readonly map?: EventMap;
  readonly progress?: (share: number, what: string) => void;
}

export interface TrainingFileReport {
  readonly rows: number;
  readonly events: number;
  readonly features: readonly string[];
  readonly rowsQuarantined: number;
  readonly seconds: number;
}

/**
 * A training set as of the moments of a table of labels: each row sees only what was known before its moment.
 *
 * Both files are held in memory. See `buildTrainingSet` of `@probity/features` for what counts as known.
 *
 * @throws FEATURES_INVALID, COLUMN_MISSING, COLUMN_DUPLICATED, WRONG_TYPE, MISSING_FIELD, FILE_NOT_FOUND, FILE_UNREADABLE
 * @example await buildTrainingFile({ labels: 'loans.csv', events: 'payments.csv', output: 'train.parquet', set })
 */
export async function buildTrainingFile(settings: TrainingFileSettings): Promise<TrainingFileReport> {
  const started = performance.now();
  const { output, progress = () => {} } = settings;
  const set = checkFeatureSet(settings.set);
  const [source] = set.sources as readonly [SourceDefinition];
  const folder = `${resolve(output)}.${process.pid}.partial`;
  for (const file of [settings.labels, settings.events]) {
    if (!existsSync(file)) throw new ProbityError('FILE_NOT_FOUND', `there is no file "${file}"`, { file });
  }
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder, { mode: 0o700 });
  try {
    const read = (file: string, start: number, what: string) =>
      ingestFile(
        join(folder, 'datasets'),
        file,
        { onProgress: (share) => progress(start + share * 0.3, what) },
        () => 0,
      );
    const labels = await read(settings.labels, 0, 'reading labels');
    const events = await read(settings.events, 0.3, 'reading events');
    const map = {
      ...Object.fromEntries(['at', ...Object.keys(source.columns)].map((name) => [name, name])),
      ...settings.map,
    };
    const bound = bindEvents(events.table, map, source);
    progress(0.6, 'computing features');
    const entities = [...new Set(set.features.map(({ entity }) => entity))];
    const plan = planFeatures(set);
    const values = buildTrainingSet(plan, bound, {
      count: labels.table.rowCount,
      asOf: eventTimes(momentColumn(labels.table, settings.asOf)),
      keys: Object.fromEntries(entities.map((entity) => [entity, codedValues(keyColumn(labels.table, entity, map))])),
    });
    progress(0.9, 'writing');
    const columns = plan.names.map(
      (name, index): Column => ({ name, kind: 'numeric', values: values[index] as Float64Array }),
    );
    const taken = new Set(labels.table.columns.map(({ name }) => name.toLowerCase()));
    const twice = plan.names.find((name) => taken.has(name.toLowerCase()));
    if (twice !== undefined) {
      throw new ProbityError(
        'COLUMN_DUPLICATED',
        `feature "${twice}" has the name of a column of the labels; rename one`,
        { field: twice },
      );
    }
    const target = join(folder, 'output.parquet');
    await writeParquet(target, {
      table: { rowCount: labels.table.rowCount, columns: [...labels.table.columns, ...columns] },
      lines: labels.lines,
    });
    await syncPath(target);
    await rename(target, output);
    progress(1, 'done');
    return {
      ...{ rows: labels.table.rowCount, events: events.table.rowCount, features: plan.names },
      rowsQuarantined: labels.quarantined.count + events.quarantined.count,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function momentColumn(table: Table, stated: string | undefined): Column {
  if (stated !== undefined) return columnNamed(table, stated);
  const usual = table.columns.find(({ name }) => /^as[_ -]?of$/i.test(name));
  const times = table.columns.filter(({ kind }) => kind === 'date' || kind === 'datetime');
  const found = usual ?? (times.length === 1 ? times[0] : undefined);
  if (found !== undefined) return found;
  throw new ProbityError(
    'COLUMN_MISSING',
    `the labels have ${times.length} columns of dates or times; say which is the moment`,
    {
      field: 'asOf',
    },
  );
}

function keyColumn(table: Table, entity: string, map: EventMap): Column {
  const known =
    table.columns.find(({ name }) => name === entity) ?? table.columns.find(({ name }) => name === map[entity]);
  if (known !== undefined) return known;
  throw new ProbityError('COLUMN_MISSING', `the labels have neither a column "${entity}" nor "${map[entity]}"`, {
    field: entity,
  });
}

import {
  checkKafkaSettings,
  type EventSource,
  type KafkaSettings,
  kafkaSource,
  type Replay,
  replayTable,
} from '@probity/connectors';
import { ProbityError, type Table } from '@probity/domain';
import { EVENT_NAMES, type EventColumn, type EventMap, guessEventMap, WHOLE_FILE } from '@probity/features';
import type { App } from '../app.js';

const TOPIC = /^kafka:([A-Za-z0-9._-]{1,249})$/;
const ROWS_TO_GUESS_BY = 20_000;

/** The topic of "kafka:payments"; undefined for a file. */
export function topicOf(source: string): string | undefined {
  const topic = TOPIC.exec(source)?.[1];
  if (topic !== undefined || !source.startsWith('kafka:')) return topic;
  throw new ProbityError('INVALID_ARGUMENT', `\`${source}\` must name a topic, as in kafka:transactions`, {
    field: 'source',
  });
}

/** How Kafka is reached: the options, the environment, the configuration, in this order. @throws SOURCE_INVALID */
export function kafkaSettingsFrom(
  app: App,
  options: { readonly brokers?: readonly string[]; readonly group?: string },
): KafkaSettings {
  const fromEnvironment = process.env['PROBITY_KAFKA_BROKERS'];
  const brokers = options.brokers ?? (fromEnvironment ? fromEnvironment.split(',') : app.config.kafka?.brokers);
  if (brokers === undefined) {
    const message =
      'say where Kafka is: `--brokers host:port`, PROBITY_KAFKA_BROKERS, or `kafka.brokers` of the configuration';
    throw new ProbityError('SOURCE_INVALID', message, { field: '--brokers' });
  }
  const group = options.group === undefined ? {} : { group: options.group };
  return checkKafkaSettings({ ...app.config.kafka, brokers, ...group });
}

export function openTopic(
  topic: string,
  settings: KafkaSettings,
  mapping: { readonly map: EventMap; readonly columns: Readonly<Record<string, EventColumn>> },
  idleEndMs: number | undefined,
): EventSource {
  return kafkaSource(topic, settings, {
    ...mapping,
    environment: process.env,
    ...(idleEndMs === undefined ? {} : { idleEndMs }),
  });
}

export interface ReplaySettings {
  readonly map: EventMap;
  readonly columns: Readonly<Record<string, EventColumn>>;
  readonly speed: number | 'max';
  readonly from: number;
}

/** Reads a file of any kind and plays it; the map is guessed where it is not stated, and shown. */
export async function openReplay(app: App, file: string, settings: ReplaySettings): Promise<Replay> {
  const { terminal } = app;
  const { table: read, quarantined } = await app.warehouse.ingest(file, { onProgress: terminal.progress });
  if (quarantined.count > 0) {
    terminal.note(`${quarantined.count} rows of the file cannot be read; they are in ${quarantined.file}`);
  }
  const guess = guessEventMap(headOf(read));
  const wanted = new Set([...Object.keys(settings.columns), ...EVENT_NAMES]);
  const guessed = guess.entries.filter(({ name }) => wanted.has(name) && settings.map[name] === undefined);
  const map = { ...Object.fromEntries(guessed.map(({ name, column }) => [name, column])), ...settings.map };
  for (const [name, column] of Object.entries(settings.map)) terminal.note(`  ${name} = ${column} (stated)`);
  for (const { name, column, reason } of guessed) terminal.note(`  ${name} = ${column} (${reason})`);
  const table = Object.values(map).includes(WHOLE_FILE) ? withWholeFile(read) : read;
  const { columns, speed, from } = settings;
  return replayTable(file, table, { map, columns, speed, from });
}

function headOf(table: Table): Table {
  if (table.rowCount <= ROWS_TO_GUESS_BY) return table;
  return {
    rowCount: ROWS_TO_GUESS_BY,
    columns: table.columns.map((column) =>
      'codes' in column
        ? { ...column, codes: column.codes.subarray(0, ROWS_TO_GUESS_BY) }
        : { ...column, values: column.values.subarray(0, ROWS_TO_GUESS_BY) },
    ),
  };
}

/** A column for the key that all rows of a file share. */
function withWholeFile(table: Table): Table {
  const whole = { name: WHOLE_FILE, kind: 'id', codes: new Int32Array(table.rowCount), levels: [WHOLE_FILE] } as const;
  return { ...table, columns: [...table.columns, whole] };
}

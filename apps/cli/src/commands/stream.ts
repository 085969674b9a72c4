import { basename, resolve } from 'node:path';
import { type AlertSender, type EventSource, type KafkaSettings, kafkaAlerts, type Replay } from '@probity/connectors';
import { type ErrorCode, errorCatalogue, ProbityError } from '@probity/domain';
import { type EventMap, parseEventMap } from '@probity/features';
import {
  cardPaymentsSet,
  featureSetHash,
  readBundle,
  reviewingModel,
  type TransactionModel,
  transactionModelOf,
} from '@probity/scoring';
import type { Stores } from '@probity/stores';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { cleaningUp } from '../interruption.js';
import { parseDuration, parseList, parsePositive, parseWhole } from '../option-parsers.js';
import { openDeskDecider } from '../stream/desk-decider.js';
import { type JsonLinesFile, openJsonLines } from '../stream/json-lines-file.js';
import { openServerDecider } from '../stream/server-decider.js';
import { countOutcome, countsText, noCounts, type StreamCounts } from '../stream/stream-counts.js';
import type { StreamDecider, StreamDecision, StreamOutcome } from '../stream/stream-decider.js';
import { kafkaSettingsFrom, openReplay, openTopic, topicOf } from '../stream/stream-source.js';

interface StreamOptions extends CommonOptions {
  readonly model?: string;
  readonly map?: EventMap;
  readonly speed?: number | 'max';
  readonly from?: number;
  readonly server?: string;
  readonly brokers?: readonly string[];
  readonly group?: string;
  readonly untilIdle?: number;
  readonly alerts?: string;
  readonly quarantine?: string;
}

const DEFAULT_MODEL = 'fraud';
const SUMMARY_MS = 1000;

export function streamCommand(): Command {
  return new Command('stream')
    .summary('decide the transactions of a stream')
    .description(
      'Decide transactions as they come: rows of a file, played in order of their arrival, or messages of a Kafka topic. Every decision is recorded; the same id again changes nothing.',
    )
    .addHelpText(
      'after',
      examplesOf(
        'stream payments.csv --map customer=CUSTOMER_ID,terminal=TERMINAL_ID,amount=TX_AMOUNT --speed 60',
        'stream kafka:transactions --brokers 127.0.0.1:9092 --alerts kafka:alerts',
      ),
    )
    .argument('<source>', 'file, or kafka:<topic>')
    .option('--model <name[@version]>', `which model decides (default "${DEFAULT_MODEL}")`)
    .option(
      '--map <names>',
      'columns by their usual names: customer=CUSTOMER_ID,… (default: guessed, and said)',
      parseEventMap,
    )
    .option('--speed <factor>', 'how many times faster than it happened, or max (default max)', parseSpeed)
    .option('--from <n>', 'rows, in order of arrival, to pass over (default 0)', parseWhole('--from', 0, 2 ** 40))
    .option('--server <url>', 'let this server decide instead of this process; PROBITY_TOKEN is sent along')
    .option(
      '--brokers <list>',
      'where Kafka is: host:port,… (default: PROBITY_KAFKA_BROKERS, or the configuration)',
      parseList,
    )
    .option('--group <name>', 'consumer group, which remembers how far it came (default probity)')
    .option(
      '--until-idle <time>',
      'end when no message came for so long, e.g. 10s (default: never)',
      parseDuration('--until-idle'),
    )
    .option('--alerts <where>', 'where what is not allowed is told too: kafka:<topic>, or a file of JSON lines')
    .option('--quarantine <file>', 'JSON lines with what is no event (default: in the workspace)')
    .action(runStream);
}

async function runStream(source: string, options: StreamOptions): Promise<void> {
  const app = await createApp(options);
  const topic = topicOf(source);
  checkTogether(topic, options);
  const kafka = topic === undefined ? undefined : { topic, settings: kafkaSettingsFrom(app, options) };
  if (options.server !== undefined) {
    const decider = await openServerDecider(options.server, process.env['PROBITY_TOKEN']);
    return streamFrom(app, source, kafka, options, decider.columns, decider);
  }
  await app.withStores(async (stores) => {
    const model = await loadTransactionModel(stores, options.model, app.terminal.note);
    const [{ columns } = { columns: {} }] = model.featureSet.sources;
    const decider = await openDeskDecider(stores, model, app.terminal.note);
    await streamFrom(app, source, kafka, options, columns, decider);
  });
}

/**
 * The model that is named; where none is and there is none, a person is to look at every transaction, as on a server.
 * @throws MODEL_NOT_FOUND, BUNDLE_INVALID where the model is not one of transactions
 */
async function loadTransactionModel(
  stores: Stores,
  reference: string | undefined,
  note: (line: string) => void,
): Promise<TransactionModel> {
  const registered = await stores.registry.find(reference ?? DEFAULT_MODEL).catch((error: unknown) => {
    if (reference === undefined && error instanceof ProbityError && error.code === 'MODEL_NOT_FOUND') return undefined;
    throw error;
  });
  if (registered === undefined) {
    const cause = `no model "${DEFAULT_MODEL}" is registered`;
    note(`WARNING: ${cause}: every transaction is for a person to look at`);
    return reviewingModel(cardPaymentsSet, await featureSetHash(cardPaymentsSet), cause);
  }
  return transactionModelOf(await readBundle(await stores.registry.load(registered.hash), registered.hash), registered);
}

async function streamFrom(
  app: App,
  from: string,
  kafka: { readonly topic: string; readonly settings: KafkaSettings } | undefined,
  options: StreamOptions,
  columns: TransactionModel['featureSet']['sources'][number]['columns'],
  decider: StreamDecider,
): Promise<void> {
  const { terminal } = app;
  const { map = {}, speed = 'max', from: rowsDone = 0, untilIdle } = options;
  const idleEndMs = untilIdle === undefined ? undefined : untilIdle * 1000;
  const openSource = async (): Promise<EventSource> =>
    kafka === undefined
      ? openReplay(app, from, { map, columns, speed, from: rowsDone })
      : openTopic(kafka.topic, kafka.settings, { map, columns }, idleEndMs);
  const source = await openSource().catch(async (error: unknown) => {
    // A desk that stays open keeps the program alive.
    await decider.close();
    throw error;
  });
  const folder = resolve(app.workspace, 'streams');
  const quarantine = openJsonLines(options.quarantine ?? resolve(folder, `quarantine-${fileName(from)}.jsonl`));
  const alerts = openAlerts(app, options);
  const counts = noCounts();
  const started = performance.now();
  terminal.note(`${source.name}: decided by ${decider.name}`);
  const stop = new AbortController();
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const halt = () => {
    stop.abort();
    return finished;
  };
  await cleaningUp(halt, async () => {
    try {
      await pump(app, source, decider, { counts, quarantine, alerts, signal: stop.signal });
    } finally {
      await alerts?.close();
      await quarantine.close();
      await decider.close();
      sayEnd(app, source, counts, quarantine, (performance.now() - started) / 1000);
      finish();
    }
  });
}

interface Pumping {
  readonly counts: StreamCounts;
  readonly quarantine: JsonLinesFile;
  readonly alerts: Alerts | undefined;
  readonly signal: AbortSignal;
}

async function pump(
  { terminal }: App,
  source: EventSource,
  decider: StreamDecider,
  { counts, quarantine, alerts, signal }: Pumping,
): Promise<void> {
  let before = 0;
  const timer = setInterval(() => {
    if (counts.read > before) terminal.note(countsText(counts, ((counts.read - before) * 1000) / SUMMARY_MS));
    before = counts.read;
  }, SUMMARY_MS);
  try {
    await source.run(
      {
        async handle(batch) {
          const outcomes = await decider.decide(batch.map(({ event }) => event));
          await quarantine.add(refusals(batch, outcomes));
          await alerts?.send(batch.flatMap(({ event }, index) => alertOf(event.values['customer'], outcomes[index])));
          for (const [index, outcome] of outcomes.entries()) {
            if (outcome.kind === 'quarantined') tellFirst(batch[index]?.position, outcome, counts, terminal.note);
            countOutcome(counts, outcome);
          }
        },
        async quarantine(message) {
          await quarantine.add([{ ...message, at: new Date().toISOString() }]);
          const outcome = { kind: 'quarantined', code: message.code } as const;
          tellFirst(message.position, outcome, counts, terminal.note);
          countOutcome(counts, outcome);
        },
        note: terminal.note,
      },
      signal,
    );
  } finally {
    clearInterval(timer);
  }
}

/** The first event of a cause is told at once: what is wrong with one is often wrong with all. Never what it held. */
function tellFirst(
  position: string | undefined,
  { code, field }: { readonly code: string; readonly field?: string },
  { causes }: StreamCounts,
  note: (line: string) => void,
): void {
  if (causes[code] !== undefined) return;
  const remedy = Object.hasOwn(errorCatalogue, code) ? ` ${errorCatalogue[code as ErrorCode].remedy}` : '';
  note(`${position ?? 'an event'} refused: ${code}${field === undefined ? '' : ` at \`${field}\``}.${remedy}`);
}

/** What the decider refused, by place and cause; its content is in the decider's own quarantine, sealed. */
function refusals(batch: readonly { readonly position: string }[], outcomes: readonly StreamOutcome[]): object[] {
  return outcomes.flatMap((outcome, index) =>
    outcome.kind === 'quarantined'
      ? [{ position: batch[index]?.position, code: outcome.code, at: new Date().toISOString() }]
      : [],
  );
}

interface KeyedAlert {
  readonly key: string;
  readonly value: StreamDecision;
}

interface Alerts {
  send(alerts: readonly KeyedAlert[]): Promise<void>;
  close(): Promise<void>;
}

function alertOf(customer: unknown, outcome: StreamOutcome | undefined): KeyedAlert[] {
  // Of what was decided before too: whoever died may have died before it told.
  if (outcome?.kind !== 'decided' && outcome?.kind !== 'duplicate') return [];
  if (outcome.decision.answer === 'allow') return [];
  return [{ key: String(customer ?? outcome.decision.id), value: outcome.decision }];
}

function openAlerts(app: App, options: StreamOptions): Alerts | undefined {
  if (options.alerts === undefined) return undefined;
  const topic = topicOf(options.alerts);
  if (topic !== undefined) {
    const sender: AlertSender = kafkaAlerts(topic, kafkaSettingsFrom(app, options), process.env);
    return sender;
  }
  const file = openJsonLines(options.alerts);
  return { send: (alerts) => file.add(alerts.map(({ value }) => value)), close: () => file.close() };
}

function sayEnd(
  { terminal }: App,
  source: EventSource,
  counts: StreamCounts,
  { path, count }: JsonLinesFile,
  seconds: number,
): void {
  const { read, decided, duplicates, corrections, quarantined, causes } = counts;
  const { done, rows } = source as Partial<Replay>;
  terminal.print(countsText(counts, read / seconds));
  terminal.print(
    `  ${read} read = ${decided} decided + ${duplicates} duplicates + ${corrections} corrections + ${quarantined} quarantined`,
  );
  if (count > 0) {
    const why = Object.entries(causes).map(([code, times]) => `${times} ${code}`);
    terminal.print(`  quarantine: ${path} (${why.join(', ')})`);
  }
  if (done !== undefined && rows !== undefined && done < rows) {
    terminal.print(`  stopped after row ${done} of ${rows}; go on with --from ${done}`);
  }
  terminal.printJson({
    source: source.name,
    ...counts,
    quarantine: count > 0 ? path : null,
    ...(done === undefined ? {} : { rowsDone: done }),
    seconds,
  });
}

function parseSpeed(text: string): number | 'max' {
  return text === 'max' ? 'max' : parsePositive('--speed')(text);
}

/** @throws INVALID_ARGUMENT for an option that the other kind of source has */
function checkTogether(topic: string | undefined, options: StreamOptions): void {
  const strange = topic === undefined ? (['group', 'untilIdle'] as const) : (['speed', 'from'] as const);
  const option = strange.find((name) => options[name] !== undefined);
  if (option === undefined) return;
  const typed = option === 'untilIdle' ? '--until-idle' : `--${option}`;
  const whose = topic === undefined ? 'a topic of Kafka' : 'a file';
  throw new ProbityError('INVALID_ARGUMENT', `\`${typed}\` is for ${whose}`, { field: typed });
}

function fileName(source: string): string {
  return basename(source).replace(/[^A-Za-z0-9._-]/g, '_');
}

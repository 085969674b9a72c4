import { setTimeout } from 'node:timers/promises';
import { Consumer, type Message, type MessagesStream } from '@platformatic/kafka';
import type { DeliveredEvent, EventSource, StreamHandlers } from '../stream/event-source.js';
import type { EventMapping } from '../stream/parse-event.js';
import { readMessage } from '../stream/read-message.js';
import { describeKafkaError, kafkaUnavailable } from './kafka-error.js';
import { checkKafkaSettings, type Environment, type KafkaSettings, kafkaConnection } from './kafka-settings.js';

type RawMessage = Message<Buffer, Buffer, Buffer, Buffer>;

const DEFAULTS = {
  group: 'probity',
  batchSize: 500,
  bufferedAtMost: 1000,
  sessionSeconds: 10,
  giveUpAfterSeconds: 300,
};
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const WAIT_FOR_MESSAGES_MS = 500;
const HEARTBEATS_PER_SESSION = 5;
const LEAVE_MS = 2000;

export interface KafkaSourceOptions extends EventMapping {
  /** Where secrets come from: `process.env`. */
  readonly environment?: Environment;
  /** Ends when no message came for so long; default: never. */
  readonly idleEndMs?: number;
}

/**
 * A topic of JSON events as an event source: `{ id, at, values }` or flat records with a map, one a message.
 *
 * Offsets are committed after the batch is handled and its poison set aside, so whatever the process dies of, nothing is lost
 * and the last batch may come twice. While a batch is handled no more than `bufferedAtMost` messages wait. A lost connection
 * is sought again, with growing pauses. An event that does not say when it was known was known when the broker had it.
 *
 * @throws SOURCE_INVALID naming the setting; from `run`: SOURCE_UNAVAILABLE when the cluster refuses us or stays away
 * @example
 * const source = kafkaSource('payments', { brokers: ['127.0.0.1:9092'] });
 * await source.run({ handle: decideAndRecord, quarantine: setAside }, signal);
 */
export function kafkaSource(topic: string, settings: KafkaSettings, options: KafkaSourceOptions = {}): EventSource {
  return new KafkaSource(topic, checkKafkaSettings(settings), options);
}

class KafkaSource implements EventSource {
  readonly name: string;
  readonly #topic: string;
  readonly #settings: KafkaSettings;
  readonly #options: KafkaSourceOptions;
  /** When something last succeeded; tells how long the cluster has been away. */
  #aliveAt = 0;

  constructor(topic: string, settings: KafkaSettings, options: KafkaSourceOptions) {
    this.name = `kafka:${topic}`;
    this.#topic = topic;
    this.#settings = settings;
    this.#options = options;
  }

  async run(handlers: StreamHandlers, signal?: AbortSignal): Promise<void> {
    const giveUpMs = (this.#settings.giveUpAfterSeconds ?? DEFAULTS.giveUpAfterSeconds) * 1000;
    this.#aliveAt = performance.now();
    for (let failures = 0; !isStopped(signal); ) {
      const before = this.#aliveAt;
      try {
        await this.#session(handlers, signal);
        return;
      } catch (error) {
        if (error instanceof HandlerFailed) throw error.cause;
        if (isStopped(signal)) return;
        const failure = describeKafkaError(error);
        if (this.#aliveAt > before) failures = 0;
        failures += 1;
        const away = performance.now() - this.#aliveAt;
        if (!failure.passing) throw kafkaUnavailable(this.name, failure);
        if (away > giveUpMs) throw kafkaUnavailable(this.name, failure, ` (for ${Math.round(away / 1000)} seconds)`);
        if (failures === 1) handlers.note?.(`${this.name}: ${failure.why}; trying again`);
        await setTimeout(pauseAfter(failures), undefined, signal === undefined ? {} : { signal }).catch(() => {});
      }
    }
  }

  /** From joining the group to the end, the stop or the first failure. */
  async #session(handlers: StreamHandlers, signal: AbortSignal | undefined): Promise<void> {
    const { group, bufferedAtMost, sessionSeconds } = { ...DEFAULTS, ...this.#settings };
    const sessionTimeout = sessionSeconds * 1000;
    const consumer = new Consumer({
      ...kafkaConnection(this.#settings, this.#options.environment ?? {}),
      groupId: group,
      sessionTimeout,
      rebalanceTimeout: Math.max(sessionTimeout, 30_000),
      heartbeatInterval: sessionTimeout / HEARTBEATS_PER_SESSION,
      maxWaitTime: WAIT_FOR_MESSAGES_MS,
      highWaterMark: bufferedAtMost,
      autocommit: false,
    });
    // Trouble reaches us through the stream; without a listener it would end the process.
    consumer.on('error', () => {});
    let stream: MessagesStream<Buffer, Buffer, Buffer, Buffer> | undefined;
    const stop = () => stream?.destroy();
    try {
      stream = await consumer.consume({
        topics: [this.#topic],
        mode: 'committed',
        fallbackMode: this.#settings.from ?? 'earliest',
      });
      this.#aliveAt = performance.now();
      signal?.addEventListener('abort', stop);
      if (!isStopped(signal)) await this.#drain(stream, handlers, signal);
    } finally {
      signal?.removeEventListener('abort', stop);
      stream?.destroy();
      // A broker that is gone cannot be told that we leave.
      await Promise.race([
        new Promise<void>((resolve) => consumer.close(true, () => resolve())),
        setTimeout(LEAVE_MS, undefined, { ref: false }),
      ]);
    }
  }

  async #drain(
    stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>,
    handlers: StreamHandlers,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { batchSize } = { ...DEFAULTS, ...this.#settings };
    const { idleEndMs } = this.#options;
    /** Partition → first offset not handled yet: what a rebalance makes the client fetch again is passed over. */
    const next = new Map<number, bigint>();
    let idle: NodeJS.Timeout | undefined;
    let isIdle = false;
    const watch = () => {
      if (idleEndMs === undefined) return;
      clearTimeout(idle);
      idle = globalThis.setTimeout(() => {
        isIdle = true;
        stream.destroy();
      }, idleEndMs);
    };
    let batch: RawMessage[] = [];
    watch();
    try {
      for await (const message of stream) {
        clearTimeout(idle);
        if (message.offset >= (next.get(message.partition) ?? 0n)) batch.push(message);
        if (batch.length >= batchSize || (stream.readableLength === 0 && batch.length > 0)) {
          await this.#handle(batch, handlers);
          for (const { partition, offset } of batch) next.set(partition, offset + 1n);
          batch = [];
          this.#aliveAt = performance.now();
        }
        if (isStopped(signal)) return;
        watch();
      }
    } catch (error) {
      if (isIdle || (isStopped(signal) && !(error instanceof HandlerFailed))) return;
      throw error;
    } finally {
      clearTimeout(idle);
    }
    if (!isIdle && !isStopped(signal)) throw new Error('the connection was lost');
  }

  async #handle(messages: readonly RawMessage[], handlers: StreamHandlers): Promise<void> {
    const events: DeliveredEvent[] = [];
    const last = new Map<number, RawMessage>();
    try {
      for (const message of messages) {
        const position = `${message.topic}-${message.partition}@${message.offset}`;
        const read = readMessage(message.value, position, Number(message.timestamp), this.#options);
        if ('event' in read) events.push({ event: read.event, position });
        else await handlers.quarantine(read.poison);
        last.set(message.partition, message);
      }
      if (events.length > 0) await handlers.handle(events);
    } catch (cause) {
      throw new HandlerFailed('the batch was not handled', { cause });
    }
    await Promise.all([...last.values()].map((message) => message.commit()));
  }
}

/** Sets what our own side throws apart from what the connection throws. */
class HandlerFailed extends Error {}

/** Behind a function, since the signal may change while we wait. */
function isStopped(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

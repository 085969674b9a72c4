import { randomUUID } from 'node:crypto';
import { Admin, Producer } from '@platformatic/kafka';
import type { KafkaSettings } from '../../src/kafka/kafka-settings.js';
import { type KafkaSourceOptions, kafkaSource } from '../../src/kafka/kafka-source.js';
import type { EventSource } from '../../src/stream/event-source.js';

const { PROBITY_KAFKA_BROKERS: address = '' } = process.env;

/** Whether a broker is at hand, and if not, why the tests are skipped. */
export const brokersOrReason =
  address === ''
    ? {
        skip: true,
        reason: '(skipped: PROBITY_KAFKA_BROKERS is not set; node scripts/services/kafka.mjs -- <command> sets it)',
      }
    : { skip: false, reason: '(a real broker)' };

export const settings: KafkaSettings = { brokers: address === '' ? ['127.0.0.1:1'] : address.split(',') };

/** A new topic of a name of its own. */
export async function newTopic(partitions = 1): Promise<string> {
  const topic = `events-${randomUUID()}`;
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [...settings.brokers] });
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
  await admin.close();
  return topic;
}

export interface TestMessage {
  readonly value: string | Buffer | undefined;
  readonly partition?: number;
}

export async function send(topic: string, messages: readonly TestMessage[]): Promise<void> {
  const producer = new Producer({ clientId: 'test', bootstrapBrokers: [...settings.brokers] });
  try {
    for (let start = 0; start < messages.length; start += 200) {
      await producer.send({
        messages: messages.slice(start, start + 200).map(({ value, partition = 0 }) => ({
          topic,
          partition,
          ...(value === undefined ? {} : { value: Buffer.from(value) }),
        })),
      });
    }
  } finally {
    await producer.close();
  }
}

export async function putInTopic(
  messages: readonly string[],
  options: KafkaSourceOptions = {},
): Promise<() => EventSource> {
  const topic = await newTopic();
  await send(
    topic,
    messages.map((value) => ({ value })),
  );
  return () => kafkaSource(topic, { ...settings, group: `g-${topic}`, batchSize: 25 }, options);
}

import { Producer } from '@platformatic/kafka';
import { describeKafkaError, kafkaUnavailable } from './kafka-error.js';
import { checkKafkaSettings, type Environment, type KafkaSettings, kafkaConnection } from './kafka-settings.js';

/** A message for others: what was found about one event. */
export interface Alert {
  /** Messages of one key keep their order: the customer, the card. */
  readonly key: string;
  readonly value: object;
}

/** Sends alerts to a topic; each call resolves when every replica that must have them has them. */
export interface AlertSender {
  /** @throws SOURCE_UNAVAILABLE; the alerts may then be sent again: at least once, whoever reads them looks at their ids */
  send(alerts: readonly Alert[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a sender of alerts as JSON.
 * @example
 * const sender = kafkaAlerts('alerts', { brokers: ['127.0.0.1:9092'] }, process.env);
 * await sender.send([{ key: 'card-17', value: { id: 'tx-1', answer: 'block' } }]);
 */
export function kafkaAlerts(topic: string, settings: KafkaSettings, environment: Environment = {}): AlertSender {
  const producer = new Producer({
    ...kafkaConnection(checkKafkaSettings(settings), environment),
    idempotent: true,
    retries: 20,
  });
  return {
    async send(alerts) {
      if (alerts.length === 0) return;
      const messages = alerts.map(({ key, value }) => ({
        topic,
        key: Buffer.from(key),
        value: Buffer.from(JSON.stringify(value)),
      }));
      try {
        await producer.send({ messages, acks: -1 });
      } catch (error) {
        throw kafkaUnavailable(`kafka:${topic}`, describeKafkaError(error));
      }
    },
    close: () => producer.close(),
  };
}

import { expect, test } from 'vitest';
import { checkKafkaSettings, kafkaConnection } from '../../src/kafka/kafka-settings.js';

const brokers = ['broker.example:9093'];
const sasl = { mechanism: 'PLAIN', usernameFrom: 'USER_NAME', passwordFrom: 'USER_PASSWORD' };

test.each([
  [{}, '`kafka.brokers` must be a list'],
  [{ brokers: ['broker.example'] }, '`kafka.brokers` must be a list'],
  [{ brokers: ['user:secret@broker.example:9092'] }, '`kafka.brokers` must be a list'],
  [{ brokers, group: 'a b' }, '`kafka.group` must be letters'],
  [{ brokers, from: 'start' }, '`kafka.from` must be earliest or latest'],
  [{ brokers, password: 'hush-hush' }, '`kafka.password` is not known'],
  [{ brokers, tls: { ca: 'x' } }, '`kafka.tls.ca` is not known'],
  [{ brokers, tls: true, sasl: { ...sasl, passwordFrom: 'hush-hush' } }, '`kafka.sasl.passwordFrom` must be the name'],
  [{ brokers, tls: true, sasl: { mechanism: 'GSSAPI' } }, '`kafka.sasl.mechanism` must be one of'],
  [{ brokers, sasl }, '`kafka.tls` must be set, as a password is sent'],
  [{ brokers, batchSize: 0 }, '`kafka.batchSize` must be a whole number from 1'],
])('%j is refused: %s', (settings, said) => {
  const refusal = (() => {
    try {
      checkKafkaSettings(settings);
    } catch (error) {
      return String(error);
    }
  })();
  expect(refusal).toContain(said);
  expect(refusal).not.toContain('hush-hush');
});

test('secrets come from the environment when a connection is made, and a variable that is not set is named', () => {
  const settings = checkKafkaSettings({ brokers, tls: true, sasl });
  const environment = { USER_NAME: 'probity', USER_PASSWORD: 'hush-hush' };
  expect(kafkaConnection(settings, environment)).toMatchObject({
    sasl: { username: 'probity', password: 'hush-hush' },
  });
  expect(() => kafkaConnection(settings, { USER_NAME: 'probity' })).toThrow(/USER_PASSWORD is not/);
  const plain = checkKafkaSettings({ brokers: ['127.0.0.1:9092'], sasl });
  expect(kafkaConnection(plain, environment)).not.toHaveProperty('tls');
});

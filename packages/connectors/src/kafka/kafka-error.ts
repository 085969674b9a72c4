import { ProbityError } from '@probity/domain';

/** What failed, told apart by what helps against it. */
export interface KafkaFailure {
  /** True where the same may succeed later. */
  readonly passing: boolean;
  /** In words without secrets: those of the library hold names of hosts and of errors only. */
  readonly why: string;
}

/** Names of Kafka's errors that no waiting heals, with what to do. */
const LASTING: Readonly<Record<string, string>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'there is no such topic',
  INVALID_TOPIC_EXCEPTION: 'there can be no topic of that name',
  TOPIC_AUTHORIZATION_FAILED: 'reading the topic is not allowed',
  GROUP_AUTHORIZATION_FAILED: 'the group is not allowed',
  CLUSTER_AUTHORIZATION_FAILED: 'the cluster does not allow it',
  SASL_AUTHENTICATION_FAILED: 'the name or password is not accepted',
  UNSUPPORTED_SASL_MECHANISM: 'the brokers do not know this SASL mechanism',
  ILLEGAL_SASL_STATE: 'the brokers do not take SASL on this port',
};

/** Certificates do not heal by waiting either. */
const CERTIFICATE = /certificate|CERT_|SELF_SIGNED|ERR_TLS|wrong version number|EPROTO/i;

/** Says what lies behind an error of the client, however deep it is wrapped. */
export function describeKafkaError(error: unknown): KafkaFailure {
  let passing = true;
  const words: string[] = [];
  for (const cause of causesOf(error)) {
    const { apiId, code, message } = cause as { apiId?: string; code?: string; message?: string };
    const lasting = apiId === undefined ? undefined : LASTING[apiId];
    if (lasting !== undefined) return { passing: false, why: lasting };
    if (code === 'PLT_KFK_AUTHENTICATION') return { passing: false, why: 'the brokers do not let us in (SASL)' };
    if (CERTIFICATE.test(`${code} ${message}`)) {
      passing = false;
      words.unshift(`TLS fails: ${message}`);
    } else if (code === 'PLT_KFK_USER') {
      passing = false;
      words.unshift(message ?? code);
    } else if (apiId !== undefined) words.unshift(apiId);
    else if (code !== undefined && !code.startsWith('PLT_KFK')) words.unshift(code);
    else if (message !== undefined) words.push(message);
  }
  return { passing, why: words[0] ?? 'the connection was lost' };
}

export function kafkaUnavailable(name: string, failure: KafkaFailure, tried = ''): ProbityError {
  return new ProbityError('SOURCE_UNAVAILABLE', `${name} cannot be read: ${failure.why}${tried}`, { field: 'kafka' });
}

function* causesOf(error: unknown, depth = 0): Generator<object> {
  if (typeof error !== 'object' || error === null || depth > 8) return;
  yield error;
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  yield* causesOf(cause, depth + 1);
  if (Array.isArray(errors)) for (const inner of errors) yield* causesOf(inner, depth + 1);
}

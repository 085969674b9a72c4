import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { BaseOptions } from '@platformatic/kafka';
import { ProbityError } from '@probity/domain';

/** Where a topic lies and how it is read. It names secrets and never holds one. */
export interface KafkaSettings {
  /** host:port, one or more. */
  readonly brokers: readonly string[];
  /** Consumers of one group share the partitions; offsets are kept under its name. Default "probity". */
  readonly group?: string;
  /** Where a group without offsets begins; default "earliest". */
  readonly from?: 'earliest' | 'latest';
  /** True asks for TLS; files are PEM. */
  readonly tls?: boolean | KafkaTls;
  readonly sasl?: KafkaSasl;
  /** True lets a password go over a connection without TLS to a host that is not this machine; default false. */
  readonly allowPlainText?: boolean;
  /** Events handed out at a time; default 500. */
  readonly batchSize?: number;
  /** Messages that may wait in memory besides; beyond, nothing is fetched. Default 1,000. */
  readonly bufferedAtMost?: number;
  /** Seconds after which a member that fell silent loses its partitions; default 10. */
  readonly sessionSeconds?: number;
  /** Seconds without a connection after which it gives up; default 300. */
  readonly giveUpAfterSeconds?: number;
}

export interface KafkaTls {
  /** Who signed the brokers' certificate; default: those that Node trusts. */
  readonly caFile?: string;
  /** Our own certificate, where brokers ask for one. */
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

export interface KafkaSasl {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';
  /** Environment variables with the name and the password. */
  readonly usernameFrom?: string;
  readonly passwordFrom?: string;
  /** OAUTHBEARER: environment variable with the token. */
  readonly tokenFrom?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'];
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]):\d+$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/**
 * Checks settings that came from a file.
 * @throws SOURCE_INVALID naming the entry; values that may be secrets are not repeated
 */
export function checkKafkaSettings(value: unknown): KafkaSettings {
  const settings = asRecord(value, 'kafka');
  refuseOthers(settings, 'kafka', [
    ...['brokers', 'group', 'from', 'tls', 'sasl', 'allowPlainText'],
    ...['batchSize', 'bufferedAtMost', 'sessionSeconds', 'giveUpAfterSeconds'],
  ]);
  const { brokers, group, from, tls, sasl } = settings;
  if (!Array.isArray(brokers) || brokers.length === 0 || !brokers.every(isBroker)) {
    refuse('kafka.brokers', 'must be a list such as ["broker.example:9092"]');
  }
  if (group !== undefined && !(typeof group === 'string' && /^[A-Za-z0-9._-]{1,249}$/.test(group))) {
    refuse('kafka.group', 'must be letters, digits, ".", "_" and "-"');
  }
  if (from !== undefined && from !== 'earliest' && from !== 'latest')
    refuse('kafka.from', 'must be earliest or latest');
  if (tls !== undefined && typeof tls !== 'boolean') {
    const files = asRecord(tls, 'kafka.tls');
    refuseOthers(files, 'kafka.tls', ['caFile', 'certificateFile', 'keyFile']);
    for (const [key, file] of Object.entries(files)) {
      if (typeof file !== 'string' || file === '') refuse(`kafka.tls.${key}`, 'must be the path of a PEM file');
    }
  }
  if (sasl !== undefined) checkSasl(asRecord(sasl, 'kafka.sasl'));
  for (const [key, most] of [
    ['batchSize', 100_000],
    ['bufferedAtMost', 1_000_000],
    ['sessionSeconds', 1800],
    ['giveUpAfterSeconds', 86_400],
  ] as const) {
    const number = settings[key];
    if (number !== undefined && !(Number.isInteger(number) && (number as number) >= 1 && (number as number) <= most)) {
      refuse(`kafka.${key}`, `must be a whole number from 1 to ${most}`);
    }
  }
  const checked = settings as unknown as KafkaSettings;
  const isLocal = checked.brokers.every((broker) => LOCAL.test(broker));
  const hasTls = checked.tls !== undefined && checked.tls !== false;
  if (checked.sasl !== undefined && !hasTls && !isLocal && checked.allowPlainText !== true) {
    refuse('kafka.tls', 'must be set, as a password is sent (or set `allowPlainText` where the network is trusted)');
  }
  return checked;
}

/** What every client of the cluster is made with; secrets are looked up here. @throws SOURCE_INVALID */
export function kafkaConnection(settings: KafkaSettings, environment: Environment): BaseOptions {
  const { brokers, tls, sasl } = settings;
  const secret = (variable: string | undefined, field: string): string => {
    const value = variable === undefined ? undefined : environment[variable];
    if (value === undefined || value === '') {
      refuse(`kafka.sasl.${field}`, `must name an environment variable that is set; ${variable ?? 'none'} is not`);
    }
    return value as string;
  };
  return {
    clientId: 'probity',
    bootstrapBrokers: [...brokers],
    retries: 2,
    retryDelay: 250,
    ...(tls === undefined || tls === false
      ? {}
      : { tls: tls === true ? {} : tlsFiles(tls), tlsServerName: !brokers.some(isNumeric) }),
    ...(sasl === undefined
      ? {}
      : {
          sasl:
            sasl.mechanism === 'OAUTHBEARER'
              ? { mechanism: sasl.mechanism, token: secret(sasl.tokenFrom, 'tokenFrom') }
              : {
                  mechanism: sasl.mechanism,
                  username: secret(sasl.usernameFrom, 'usernameFrom'),
                  password: secret(sasl.passwordFrom, 'passwordFrom'),
                },
        }),
  };
}

function tlsFiles(tls: KafkaTls): { ca?: string; cert?: string; key?: string } {
  const read = (file: string, field: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return refuse(`kafka.tls.${field}`, `names "${file}", which cannot be read`);
    }
  };
  return {
    ...(tls.caFile === undefined ? {} : { ca: read(tls.caFile, 'caFile') }),
    ...(tls.certificateFile === undefined ? {} : { cert: read(tls.certificateFile, 'certificateFile') }),
    ...(tls.keyFile === undefined ? {} : { key: read(tls.keyFile, 'keyFile') }),
  };
}

function checkSasl(sasl: Record<string, unknown>): void {
  refuseOthers(sasl, 'kafka.sasl', ['mechanism', 'usernameFrom', 'passwordFrom', 'tokenFrom']);
  if (!MECHANISMS.includes(sasl['mechanism'] as string)) {
    refuse('kafka.sasl.mechanism', `must be one of ${MECHANISMS.join(', ')}`);
  }
  const needed = sasl['mechanism'] === 'OAUTHBEARER' ? ['tokenFrom'] : ['usernameFrom', 'passwordFrom'];
  for (const field of needed) {
    // The value is not shown: people paste the secret itself here.
    if (typeof sasl[field] !== 'string' || !VARIABLE.test(sasl[field])) {
      refuse(`kafka.sasl.${field}`, 'must be the name of an environment variable, such as KAFKA_PASSWORD');
    }
  }
}

function isBroker(value: unknown): boolean {
  const port =
    typeof value === 'string'
      ? Number(/^[^\s:/@]+:(\d{1,5})$|^\[[\da-fA-F:]+\]:(\d{1,5})$/.exec(value)?.slice(1).find(Boolean))
      : 0;
  return port >= 1 && port <= 65_535;
}

/** Addresses in numbers cannot be named when TLS begins; the certificate is checked against them all the same. */
function isNumeric(broker: string): boolean {
  return isIP(broker.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) !== 0;
}

function refuseOthers(record: Record<string, unknown>, at: string, known: readonly string[]): void {
  for (const key of Object.keys(record)) {
    if (known.includes(key)) continue;
    const hint = /^(username|password|token)$/i.test(key) ? '; secrets stay in the environment' : '';
    refuse(`${at}.${key}`, `is not known; there are: ${known.join(', ')}${hint}`);
  }
}

function asRecord(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at, 'must be an object');
  return value as Record<string, unknown>;
}

function refuse(field: string, rule: string): never {
  throw new ProbityError('SOURCE_INVALID', `\`${field}\` ${rule}`, { field });
}

import { parseArgs } from 'node:util';
import { ProbityError } from '@probity/domain';
import { isSamePerson } from '@probity/scoring';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** How to serve. */
export interface ServeOptions {
  /** Default 127.0.0.1. Any host other than loopback needs `token`. */
  readonly host: string;
  /** Default 8080; 0 = any free port. */
  readonly port: number;
  /** Folder of the embedded database; default ".probity". Not used with `databaseUrl`. */
  readonly workspace: string;
  /** Requests per client and minute; default 600, 0 = no limit. */
  readonly rateLimit: number;
  readonly token?: string;
  /** Tokens of persons, by name. */
  readonly namedTokens?: ReadonlyMap<string, string>;
  readonly databaseUrl?: string;
  /** Master key of the log as base64; default: the workspace's own. */
  readonly masterKey?: string;
  /** Of encrypted bundles. */
  readonly bundleKey?: string;
  /** Which model decides transactions; default "fraud". */
  readonly transactionsModel?: string;
  /** JSON file that says what applications are enriched with. */
  readonly enrich?: string;
  /** When transactions count as known; default when they arrive. */
  readonly transactionsClock?: 'arrival' | 'event';
  /** Default "info". */
  readonly logLevel: LogLevel;
}

/** What the command line asked for: to serve, or only for help. */
export type ServeCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'serve'; readonly options: ServeOptions; readonly json: boolean };

export const SERVE_HELP = `Usage: probity-server [options]

  --host <name>        address to listen on (default 127.0.0.1; another than loopback needs PROBITY_TOKEN)
  --port <number>      port to listen on (default 8080; 0 = any free one)
  --workspace <dir>    folder of the embedded database (default .probity)
  --rate-limit <n>     requests per client and minute (default 600; 0 = no limit)
  --transactions-model <name>
                       which model decides transactions (default fraud)
  --transactions-clock <clock>
                       when a transaction counts as known: "arrival" (default), or "event", as it says itself, for the
                       past played again
  --log-level <level>  ${LOG_LEVELS.join(', ')} (default info; the log goes to stderr)
  --enrich <file>      what applications are enriched with (JSON)
  --json               print the ready line as JSON
  --help               this text

Environment: PROBITY_TOKEN (bearer token that requests must carry), PROBITY_TOKENS (tokens of persons,
"anna:<token>,ben:<token>": who approves or reviews is then known by name), DATABASE_URL (a PostgreSQL of your own),
PROBITY_KEY (master key of the decision log; default: the workspace's),
PROBITY_BUNDLE_KEY (opens encrypted models).
Exit codes: 0 stopped, 1 failure, 2 wrong use, 3 data refused.
`;

/**
 * Reads the command line and the environment.
 * @throws UNKNOWN_OPTION, INVALID_ARGUMENT naming the option, TOKEN_REQUIRED
 */
export function readServeCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ServeCommand {
  const values = parseOptions(argv);
  if (values.help === true) return { kind: 'help' };
  const token = readToken(environment['PROBITY_TOKEN']);
  const namedTokens = readNamedTokens(environment['PROBITY_TOKENS'], token);
  const databaseUrl = environment['DATABASE_URL'];
  const masterKey = environment['PROBITY_KEY'];
  const bundleKey = environment['PROBITY_BUNDLE_KEY'];
  const logLevel = LOG_LEVELS.find((level) => level === (values['log-level'] ?? 'info'));
  if (logLevel === undefined)
    throw invalid('log-level', `must be one of ${LOG_LEVELS.join(', ')}`, values['log-level']);
  const options: ServeOptions = {
    host: readText('host', values.host, '127.0.0.1'),
    port: readWhole('port', values.port, 8080, 65_535),
    workspace: readText('workspace', values.workspace, '.probity'),
    rateLimit: readWhole('rate-limit', values['rate-limit'], 600, 1_000_000_000),
    logLevel,
    ...(values['transactions-model'] === undefined
      ? {}
      : { transactionsModel: readText('transactions-model', values['transactions-model'], '') }),
    ...(values['transactions-clock'] === undefined
      ? {}
      : { transactionsClock: readClock(values['transactions-clock']) }),
    ...(values.enrich === undefined ? {} : { enrich: readText('enrich', values.enrich, '') }),
    ...(token === undefined ? {} : { token }),
    ...(namedTokens === undefined ? {} : { namedTokens }),
    ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
    ...(masterKey === undefined || masterKey === '' ? {} : { masterKey }),
    ...(bundleKey === undefined || bundleKey === '' ? {} : { bundleKey }),
  };
  requireToken(options);
  return { kind: 'serve', options, json: values.json === true };
}

/** @throws TOKEN_REQUIRED when others could reach the server and nothing would ask who they are */
export function requireToken({ host, token, namedTokens }: Pick<ServeOptions, 'host' | 'token' | 'namedTokens'>): void {
  if (token !== undefined || namedTokens !== undefined || isLoopback(host)) return;
  throw new ProbityError('TOKEN_REQUIRED', `serving on ${host} needs a token: others can reach it`, { field: 'host' });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: false,
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        workspace: { type: 'string' },
        'rate-limit': { type: 'string' },
        'transactions-model': { type: 'string' },
        'transactions-clock': { type: 'string' },
        'log-level': { type: 'string' },
        enrich: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : '';
    throw new ProbityError('UNKNOWN_OPTION', message, {}, { cause });
  }
}

function readClock(text: string): 'arrival' | 'event' {
  if (text === 'arrival' || text === 'event') return text;
  throw invalid('transactions-clock', 'must be arrival or event', text);
}

function readText(name: string, text: string | undefined, fallback: string): string {
  if (text === '') throw invalid(name, 'must not be empty', text);
  return text ?? fallback;
}

function readWhole(name: string, text: string | undefined, fallback: number, maximum: number): number {
  if (text === undefined) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= maximum)) throw invalid(name, `must be a whole number from 0 to ${maximum}`, text);
  return value;
}

/** A header can carry only these characters, so another token could never be sent. */
function readToken(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^[\x21-\x7e]{1,500}$/.test(text)) {
    throw new ProbityError('INVALID_ARGUMENT', '`PROBITY_TOKEN` must be printable ASCII without blanks', {
      field: 'PROBITY_TOKEN',
    });
  }
  return text;
}

/** Reads "anna:<token>,ben:<token>". Neither names nor tokens are repeated in a refusal: one may be the other. */
function readNamedTokens(
  text: string | undefined,
  unnamed: string | undefined,
): ReadonlyMap<string, string> | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const tokens = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name = '', token = ''] =
      /^\s*([^:,\p{Cc}]{1,100}?)\s*:\s*([\x21-\x2b\x2d-\x7e]{8,500})\s*$/u.exec(part) ?? [];
    const isKnown = [...tokens].some(([other, own]) => isSamePerson(other, name) || own === token) || token === unnamed;
    if (name === '' || isKnown) {
      throw new ProbityError(
        'INVALID_ARGUMENT',
        `\`PROBITY_TOKENS\` must be "name:token,…", each name and each token once, tokens of 8 characters or more; entry ${tokens.size + 1} is not`,
        { field: 'PROBITY_TOKENS' },
      );
    }
    tokens.set(name, token);
  }
  return tokens;
}

function invalid(option: string, rule: string, got: unknown): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`--${option}\` ${rule}; got ${JSON.stringify(got)}`, { field: option });
}

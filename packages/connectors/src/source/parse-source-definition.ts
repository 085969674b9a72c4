import { ProbityError } from '@probity/domain';
import type { HttpPaging, HttpSource, PostgresqlSource, SourceDefinition } from './source-definition.js';

type Check = (value: unknown, at: string) => void;
type Checks<Shape> = Readonly<Record<keyof Shape, Check>>;

/**
 * Checks a source that came from a file and returns it typed.
 *
 * What looks like a secret in the file is refused: secrets stay in the environment. Values that may be one are not
 * repeated in messages.
 *
 * @throws SOURCE_INVALID naming the entry, e.g. `paging.size`
 * @example parseSourceDefinition({ kind: 'postgresql', urlFrom: 'LOANS_URL', query: 'select * from loans' })
 */
export function parseSourceDefinition(value: unknown): SourceDefinition {
  const source = asRecord(value, 'the source');
  checkOneOf('postgresql', 'http')(source['kind'], 'kind');
  if (source['kind'] === 'postgresql') checkEntries(source, '', postgresqlChecks, ['kind', 'urlFrom', 'query']);
  else {
    checkEntries(source, '', httpChecks, ['kind', 'url']);
    checkTogether(source as unknown as HttpSource);
  }
  return value as SourceDefinition;
}

const postgresqlChecks: Checks<PostgresqlSource> = {
  kind: () => {},
  urlFrom: checkVariable,
  query: checkText,
  timeoutSeconds: checkNumber(1, 86_400),
};

const httpChecks: Checks<HttpSource> = {
  kind: () => {},
  url: checkUrl,
  format: checkOneOf('json', 'json-lines', 'csv'),
  records: checkText,
  fields: checkTexts,
  paging: checkPaging,
  headers: (value, at) => {
    checkTexts(value, at);
    for (const header of Object.keys(value as object)) refuseSecret(header, `${at}.${header}`, 'headersFrom');
  },
  headersFrom: checkVariables,
  queryFrom: checkVariables,
  retries: checkWhole(0, 20),
  timeoutSeconds: checkNumber(1, 3600),
  pageMebibytesAtMost: checkNumber(0.001, 1024),
  pagesAtMost: checkWhole(1, 10_000_000),
  resumeWithinHours: checkNumber(0, 8760),
  allowPlainHttp: checkFlag,
};

type PagingOf<Kind extends HttpPaging['kind']> = Extract<HttpPaging, { readonly kind: Kind }>;

const sized = { sizeParameter: checkText, size: checkWhole(1, 1_000_000) };
const endStatus = checkWhole(400, 499);
const pagingChecks: { readonly [Kind in HttpPaging['kind']]: Checks<PagingOf<Kind>> } = {
  page: { kind: () => {}, parameter: checkText, start: checkWhole(0, 1_000_000), ...sized, endStatus },
  offset: { kind: () => {}, parameter: checkText, ...sized, endStatus },
  cursor: { kind: () => {}, parameter: checkText, next: checkText, ...sized },
  link: { kind: () => {}, next: checkText },
};

function checkPaging(value: unknown, at: string): void {
  const paging = asRecord(value, at);
  checkOneOf('page', 'offset', 'cursor', 'link')(paging['kind'], `${at}.kind`);
  const kind = paging['kind'] as HttpPaging['kind'];
  checkEntries(paging, `${at}.`, pagingChecks[kind], kind === 'cursor' ? ['next'] : []);
  if (paging['sizeParameter'] !== undefined && paging['size'] === undefined) refuse(`${at}.size`, 'must say how many');
}

function checkTogether(source: HttpSource): void {
  const { format = 'json', paging } = source;
  if (format !== 'json') {
    for (const entry of ['records', 'fields'] as const) {
      if (source[entry] !== undefined) refuse(entry, `is for pages of JSON; \`format\` is "${format}"`);
    }
    if (paging?.kind === 'cursor' || (paging?.kind === 'link' && paging.next !== undefined)) {
      refuse('paging.next', `lies in pages of JSON; \`format\` is "${format}"`);
    }
  }
  const secrets = Object.keys({ ...source.headersFrom, ...source.queryFrom });
  const { protocol, hostname } = new URL(source.url);
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (protocol === 'http:' && secrets.length > 0 && !local && source.allowPlainHttp !== true) {
    refuse('url', 'must be https://, as secrets are sent along (or set `allowPlainHttp` where the network is trusted)');
  }
}

function checkUrl(value: unknown, at: string): void {
  checkText(value, at);
  const url = tryUrl(value as string);
  if (url === undefined || !/^https?:$/.test(url.protocol)) refuse(at, 'must be an http:// or https:// address');
  const found = url as URL;
  if (found.username !== '' || found.password !== '') refuse(at, 'must hold no user or password: use `headersFrom`');
  for (const parameter of found.searchParams.keys()) refuseSecret(parameter, at, 'queryFrom');
}

function tryUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const SECRET =
  /^(proxy-)?authorization$|^cookie$|(api|access|auth|secret|private)[-_]?(key|token)|^token$|password|^sig(nature)?$/i;

function refuseSecret(name: string, at: string, instead: string): void {
  if (!SECRET.test(name)) return;
  refuse(at, `names "${name}", a secret: put it in the environment and the variable's name in \`${instead}\``);
}

function checkEntries(
  record: Record<string, unknown>,
  prefix: string,
  checks: Readonly<Record<string, Check>>,
  needed: readonly string[],
): void {
  for (const key of Object.keys(record)) {
    if (Object.hasOwn(checks, key)) continue;
    const hint = /^(url|password|token)$/i.test(key) ? '; secrets stay in the environment' : '';
    refuse(`${prefix}${key}`, `is not known; there are: ${Object.keys(checks).join(', ')}${hint}`);
  }
  for (const [key, check] of Object.entries(checks)) {
    if (record[key] !== undefined || needed.includes(key)) check(record[key], `${prefix}${key}`);
  }
}

function checkVariable(value: unknown, at: string): void {
  // The value is not shown: people paste the secret itself here.
  if (typeof value !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(value)) {
    refuse(at, 'must be the name of an environment variable, such as LOANS_DATABASE_URL');
  }
}

function checkVariables(value: unknown, at: string): void {
  for (const [key, variable] of Object.entries(asRecord(value, at))) checkVariable(variable, `${at}.${key}`);
}

function checkTexts(value: unknown, at: string): void {
  for (const [key, text] of Object.entries(asRecord(value, at))) checkText(text, `${at}.${key}`);
}

function checkText(value: unknown, at: string): void {
  if (typeof value !== 'string' || value.trim() === '') refuse(at, 'must be a text that is not empty');
}

function checkFlag(value: unknown, at: string): void {
  if (typeof value !== 'boolean') refuse(at, 'must be true or false');
}

function checkOneOf(...allowed: readonly string[]): Check {
  return (value, at) => {
    if (typeof value !== 'string' || !allowed.includes(value)) refuse(at, `must be one of ${allowed.join(', ')}`);
  };
}

function checkNumber(least: number, most: number): Check {
  return (value, at) => {
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      refuse(at, `must be a number from ${least} to ${most}; got ${JSON.stringify(value)}`);
    }
  };
}

function checkWhole(least: number, most: number): Check {
  return (value, at) => {
    checkNumber(least, most)(value, at);
    if (!Number.isInteger(value)) refuse(at, `must be a whole number; got ${JSON.stringify(value)}`);
  };
}

function asRecord(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at, 'must be an object');
  return value as Record<string, unknown>;
}

function refuse(field: string, rule: string): never {
  throw new ProbityError('SOURCE_INVALID', `\`${field}\` of the source file ${rule}`, { field });
}

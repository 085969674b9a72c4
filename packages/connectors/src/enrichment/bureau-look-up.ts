import { type FieldValue, ProbityError } from '@probity/domain';
import { type LookUp, LookUpFailed } from './enricher.js';

export interface BureauSettings {
  /** Where the bureau listens, e.g. https://bureau.example; the path of the contract is added. */
  readonly url: string;
  /** Environment variable with the bearer token. */
  readonly tokenFrom?: string;
  /** True lets the token go over http:// to a host that is not this machine; default false. */
  readonly allowPlainHttp?: boolean;
}

const PATH = '/v1/reports';
const ANSWER_BYTES = 262_144;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Asks a credit bureau by the contract of docs/reference/bureau-contract.md.
 *
 * The key travels in the body, never in an address that a log may keep. An answer about somebody else, about another moment, or
 * with what became known at that moment or later is refused: it would tell the future.
 *
 * @throws CONFIG_INVALID, SOURCE_INVALID when the token's variable is not set
 */
export function bureauLookUp(
  settings: BureauSettings,
  environment: Readonly<Record<string, string | undefined>> = {},
): LookUp {
  const url = reportsUrl(settings);
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: 'application/json' };
  if (settings.tokenFrom !== undefined) {
    const token = environment[settings.tokenFrom];
    if (token === undefined || token === '') {
      const sentence = `\`tokenFrom\` of the bureau names the environment variable ${settings.tokenFrom}, which is not set`;
      throw new ProbityError('SOURCE_INVALID', sentence, { field: 'tokenFrom' });
    }
    headers['authorization'] = `Bearer ${token}`;
  }
  return async (key, asOf, signal) => {
    const asked = new Date(asOf).toISOString();
    const body = JSON.stringify({ reference: key, asOf: asked });
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' }).catch((error) => {
      throw unreachable(error);
    });
    if (response.status !== 200) {
      await response.body?.cancel().catch(() => {});
      if (response.status === 404) return { values: undefined, version: response.headers.get('x-version') ?? '' };
      throw refusal(response.status);
    }
    return readReport(await readText(response), key, asked, asOf);
  };
}

function readReport(text: string, key: string | null, asked: string, asOf: number) {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    throw invalid('the report is not JSON');
  }
  if (!isRecord(report)) throw invalid('the report is no object');
  const { reference, asOf: moment, knownAt, version, values } = report;
  if (reference !== key) throw invalid('the report is about another reference');
  if (typeof moment !== 'string' || Date.parse(moment) !== Date.parse(asked)) {
    throw invalid('the report is as of another moment');
  }
  if (typeof knownAt !== 'string' || !/(Z|[+-]\d{2}:\d{2})$/.test(knownAt) || Number.isNaN(Date.parse(knownAt))) {
    throw invalid('`knownAt` is no time with an offset');
  }
  if (Date.parse(knownAt) >= asOf) throw invalid('the report holds what was not known before the moment asked for');
  if (typeof version !== 'string' || version === '') throw invalid('`version` is not a text');
  if (!isRecord(values)) throw invalid('`values` is no object');
  // Guarding checks each value against its field; here nothing is known of fields.
  return { values: values as Record<string, FieldValue>, version };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += (chunk as Uint8Array).length;
      if (length > ANSWER_BYTES) throw invalid(`the report is longer than ${ANSWER_BYTES} bytes`);
      chunks.push(chunk as Uint8Array);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof LookUpFailed) throw error;
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw invalid('the report is not UTF-8');
    }
    throw unreachable(error);
  }
}

function refusal(status: number): LookUpFailed {
  if (status === 401 || status === 403) return new LookUpFailed('not-let-in', `the bureau answers ${status}`, false);
  const passing = status >= 500 || status === 408 || status === 429;
  return new LookUpFailed(passing ? 'unreachable' : 'answer-invalid', `the bureau answers ${status}`, passing);
}

function unreachable(error: unknown): LookUpFailed {
  const { cause, code } = error as { cause?: { code?: string }; code?: string };
  return new LookUpFailed('unreachable', `the connection failed (${cause?.code ?? code ?? 'cut'})`, true);
}

function invalid(reason: string): LookUpFailed {
  return new LookUpFailed('answer-invalid', reason, false);
}

function reportsUrl({ url: text, tokenFrom, allowPlainHttp }: BureauSettings): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const refuse = (rule: string) =>
    new ProbityError('CONFIG_INVALID', `\`url\` of the bureau ${rule}`, { field: 'url' });
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw refuse('must be an http:// or https:// address');
  if (url.username !== '' || url.password !== '') throw refuse('must hold no user or password: use `tokenFrom`');
  if (url.protocol === 'http:' && tokenFrom !== undefined && !LOCAL.test(url.hostname) && allowPlainHttp !== true) {
    throw refuse('must be https://, as a token is sent (or set `allowPlainHttp` where the network is trusted)');
  }
  return new URL(`${url.pathname.replace(/\/$/, '')}${PATH}`, url.origin);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

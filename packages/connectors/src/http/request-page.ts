import { setTimeout } from 'node:timers/promises';
import { ProbityError } from '@probity/domain';
import type { Secrets } from '../source/secrets.js';
import type { HttpSource } from '../source/source-definition.js';

const DEFAULTS = { retries: 5, timeoutSeconds: 60, pageMebibytesAtMost: 64 };
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** An API that wants us to wait longer than this is said to be unavailable. */
const LONGEST_RETRY_AFTER_MS = 300_000;
const REDIRECTS = 5;
/** Statuses that may pass: timeouts, too many requests, a server in trouble. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** One page as it came. */
export interface Page {
  readonly status: number;
  readonly text: string;
  readonly linkHeader: string | null;
  readonly url: URL;
}

/** What a page that came is good for: the parsed page, or `again` when it is cut. */
export type ReadPage<Result> = (page: Page) => Result | 'again';

/** How pages of one source are asked for. */
export interface PageRequests {
  get<Result>(url: URL, read: ReadPage<Result>): Promise<Result>;
}

/** Prepares the requests of a source: its headers and secrets are looked up once. @throws SOURCE_INVALID */
export function pageRequests(
  source: HttpSource,
  secrets: Secrets,
  pause: (milliseconds: number) => Promise<unknown> = (milliseconds) => setTimeout(milliseconds),
): PageRequests {
  const headers: Record<string, string> = {
    accept: source.format === 'csv' ? 'text/csv' : 'application/json',
    'user-agent': 'probity',
    ...source.headers,
  };
  for (const [header, variable] of Object.entries(source.headersFrom ?? {})) {
    headers[header] = secrets.get(variable, `headersFrom.${header}`);
  }
  checkHeaders(headers, source);
  const query = Object.entries(source.queryFrom ?? {}).map(
    ([parameter, variable]) => [parameter, secrets.get(variable, `queryFrom.${parameter}`)] as const,
  );
  const origin = new URL(source.url).origin;
  const tries = (source.retries ?? DEFAULTS.retries) + 1;
  return {
    async get(url, read) {
      if (url.origin !== origin) throw elsewhere(url, origin);
      const full = new URL(url);
      for (const [parameter, value] of query) full.searchParams.set(parameter, value);
      for (let attempt = 1; ; attempt++) {
        const outcome = await tryOnce(source, full, headers, secrets, read);
        if ('result' in outcome) return outcome.result;
        const wait = outcome.retryAfterMs ?? backOff(attempt);
        if (attempt >= tries || !outcome.passing || wait > LONGEST_RETRY_AFTER_MS) {
          throw unavailable(secrets, full, outcome, attempt, wait);
        }
        await pause(wait);
      }
    },
  };
}

type Outcome<Result> =
  | { readonly result: Result }
  | { readonly why: string; readonly passing: boolean; readonly retryAfterMs?: number | undefined };

async function tryOnce<Result>(
  source: HttpSource,
  url: URL,
  headers: Record<string, string>,
  secrets: Secrets,
  read: ReadPage<Result>,
): Promise<Outcome<Result>> {
  const timeoutSeconds = source.timeoutSeconds ?? DEFAULTS.timeoutSeconds;
  try {
    const page = await download(source, url, headers, AbortSignal.timeout(timeoutSeconds * 1000));
    if (!('text' in page)) return page;
    const result = read(page);
    return result === 'again' ? { why: 'the page is cut, or not in the format stated', passing: true } : { result };
  } catch (error) {
    if (error instanceof ProbityError) throw error;
    const { name, cause, message } = error as { name?: string; cause?: { code?: string }; message: string };
    if (name === 'TimeoutError') return { why: `no whole page within ${timeoutSeconds} seconds`, passing: true };
    // Only the code: other words of the network's may hold the address, and with it a secret.
    return {
      why: cause?.code ?? (/terminated/.test(message) ? 'the connection was cut' : secrets.redact(message)),
      passing: true,
    };
  }
}

async function download(
  source: HttpSource,
  start: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Page | { why: string; passing: boolean; retryAfterMs?: number | undefined }> {
  let url = start;
  for (let hop = 0; ; hop++) {
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    const { status } = response;
    if ([301, 302, 303, 307, 308].includes(status) && response.headers.has('location')) {
      await response.body?.cancel();
      const target = new URL(response.headers.get('location') as string, url);
      // The secrets in our headers are meant for one host.
      if (target.origin !== start.origin) throw elsewhere(target, start.origin);
      if (hop === REDIRECTS) return { why: `more than ${REDIRECTS} redirections`, passing: false };
      url = target;
      continue;
    }
    if (status < 200 || status > 299) {
      const ends = source.paging !== undefined && 'endStatus' in source.paging && source.paging.endStatus === status;
      await response.body?.cancel();
      if (ends) return { status, text: '', linkHeader: null, url };
      const retryAfterMs = PASSING.has(status) ? retryAfter(response.headers.get('retry-after')) : undefined;
      return { why: `it answers ${status}`, passing: PASSING.has(status), retryAfterMs };
    }
    const most = (source.pageMebibytesAtMost ?? DEFAULTS.pageMebibytesAtMost) * 1_048_576;
    const text = await readBody(response, most);
    return { status, text, linkHeader: response.headers.get('link'), url };
  }
}

async function readBody(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > most) {
      throw new ProbityError(
        'SOURCE_UNAVAILABLE',
        `a page is larger than ${most / 1_048_576} MiB: ask for smaller pages, or raise \`pageMebibytesAtMost\``,
        { field: 'pageMebibytesAtMost' },
      );
    }
    chunks.push(chunk as Uint8Array);
  }
  const charset = /charset="?([\w-]+)/i.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8';
  return new TextDecoder(charset).decode(Buffer.concat(chunks));
}

/** Seconds, or a date of HTTP. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

/** Twice as long each time, give or take a half, so that many clients do not come back at once. */
function backOff(attempt: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + Math.random());
}

function checkHeaders(headers: Record<string, string>, source: HttpSource): void {
  for (const [header, value] of Object.entries(headers)) {
    const field = source.headersFrom?.[header] === undefined ? `headers.${header}` : `headersFrom.${header}`;
    try {
      new Headers([[header, value]]);
    } catch {
      const sentence = `\`${field}\` of the source file is no header that can be sent: a line break or a sign beyond Latin-1 in its name or value?`;
      throw new ProbityError('SOURCE_INVALID', sentence, { field });
    }
  }
}

function elsewhere(url: URL, origin: string): ProbityError {
  return new ProbityError(
    'SOURCE_UNAVAILABLE',
    `the API at ${origin} sends on to ${url.origin}: secrets are sent to the host of \`url\` only`,
    { field: 'url' },
  );
}

function unavailable(
  secrets: Secrets,
  url: URL,
  outcome: { readonly why: string; readonly passing: boolean },
  attempts: number,
  wait: number,
): ProbityError {
  const tried = attempts === 1 ? '' : ` (tried ${attempts} times)`;
  const later =
    wait > LONGEST_RETRY_AFTER_MS && outcome.passing ? `, and asks to wait ${Math.round(wait / 1000)} seconds` : '';
  // Without its query: that is where addresses hold secrets and names.
  const where = secrets.redact(`${url.origin}${url.pathname}`);
  return new ProbityError('SOURCE_UNAVAILABLE', `${where} cannot be read: ${outcome.why}${later}${tried}`, {
    attempts,
  });
}

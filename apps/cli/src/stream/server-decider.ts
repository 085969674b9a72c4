import { setTimeout } from 'node:timers/promises';
import { MOST_TRANSACTIONS, type TransactionSummaryResponse } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import type { EventColumn, SourceEvent } from '@probity/features';
import { stated } from '../stated.js';
import { RETRY_MS, type StreamDecider, type StreamDecision, type StreamOutcome } from './stream-decider.js';

const ANSWER_MS = 60_000;
const LONGEST_RETRY_AFTER_S = 60;
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What decides, and the columns that it reads. */
export interface ServerDecider extends StreamDecider {
  readonly columns: Readonly<Record<string, EventColumn>>;
}

/**
 * Decides over `POST /v1/transactions` of a running server, which is asked first which columns its model reads.
 *
 * A request that fails in passing is sent again: the server knows repeated ids.
 * @throws INVALID_ARGUMENT for an address that is none; SOURCE_UNAVAILABLE where no server answers there
 */
export async function openServerDecider(address: string, token: string | undefined): Promise<ServerDecider> {
  const url = URL.canParse(address) ? new URL('/v1/transactions', address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ProbityError('INVALID_ARGUMENT', '`--server` must be an address such as http://127.0.0.1:8080', {
      field: '--server',
    });
  }
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }),
  };
  return {
    name: url.origin,
    columns: await columnsOf(url, headers),
    async decide(events) {
      const outcomes: StreamOutcome[] = [];
      for (let start = 0; start < events.length; start += MOST_TRANSACTIONS) {
        outcomes.push(...(await send(url, headers, events.slice(start, start + MOST_TRANSACTIONS))));
      }
      return outcomes;
    },
    close: async () => {},
  };
}

async function columnsOf(url: URL, headers: Record<string, string>): Promise<ServerDecider['columns']> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(`${url.href}/summary`, { headers, signal, redirect: 'error' }).catch(
    (error: unknown) => {
      throw silent(url, (error as { cause?: { code?: string } }).cause?.code ?? 'the connection failed');
    },
  );
  if (response.status !== 200) throw silent(url, await refusalText(response));
  const { lineage } = (await response.json()) as TransactionSummaryResponse;
  return Object.fromEntries(lineage.columns.map(({ name, kind }) => [name, { kind: kind as EventColumn['kind'] }]));
}

function silent(url: URL, why: string): ProbityError {
  return new ProbityError('SOURCE_UNAVAILABLE', `${url.origin} does not decide: ${why}`, { field: '--server' });
}

type Answer = ({ readonly arrival: 'new' | 'duplicate' | 'correction' } & StreamDecision) | Refusal;

interface Refusal {
  readonly error: { readonly code: string; readonly field?: string };
}

async function send(
  url: URL,
  headers: Record<string, string>,
  events: readonly SourceEvent[],
): Promise<readonly StreamOutcome[]> {
  const body = JSON.stringify(events);
  for (let attempt = 0; ; attempt++) {
    const outcome = await tryOnce(url, headers, body, events.length);
    if ('results' in outcome) return outcome.results.map(outcomeOf);
    const pause = RETRY_MS[attempt];
    if (pause === undefined || !outcome.passing) {
      throw silent(url, outcome.why);
    }
    await setTimeout(Math.max(pause, outcome.retryAfterMs));
  }
}

type Tried =
  | { readonly results: readonly Answer[] }
  | { readonly why: string; readonly passing: boolean; readonly retryAfterMs: number };

async function tryOnce(url: URL, headers: Record<string, string>, body: string, count: number): Promise<Tried> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    if (response.status !== 200) {
      const after = Math.min(Number(response.headers.get('retry-after') ?? 0) || 0, LONGEST_RETRY_AFTER_S);
      const why = await refusalText(response);
      return { why, passing: PASSING.has(response.status), retryAfterMs: after * 1000 };
    }
    const { results } = (await response.json()) as { results?: readonly Answer[] };
    if (results?.length === count) return { results };
    return { why: 'its answer does not have one result an event', passing: false, retryAfterMs: 0 };
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { code?: string } };
    const why = name === 'TimeoutError' ? 'no answer in time' : (cause?.code ?? 'the connection failed');
    return { why, passing: true, retryAfterMs: 0 };
  }
}

async function refusalText(response: Response): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as { error?: { code?: string } } | undefined;
  const code = body?.error?.code;
  return `it answers ${response.status}${code === undefined ? '' : ` ${code}`}`;
}

function outcomeOf(answer: Answer): StreamOutcome {
  if ('error' in answer) {
    const { code, field } = answer.error;
    return { kind: 'quarantined', code, ...stated({ field }) };
  }
  const { arrival, ...decision } = answer;
  if (arrival === 'correction') return { kind: 'correction' };
  return { kind: arrival === 'new' ? 'decided' : arrival, decision };
}

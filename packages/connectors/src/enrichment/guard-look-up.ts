import { setTimeout } from 'node:timers/promises';
import { type FieldValue, ProbityError } from '@probity/domain';
import { AnswerCache } from './answer-cache.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { type Enricher, type Enrichment, type EnrichmentFailure, type LookUp, LookUpFailed } from './enricher.js';
import { breaksField, type EnrichmentFields, nothingKnown } from './enrichment-field.js';

/** How long, how often, and what instead. */
export interface EnrichmentPolicy {
  /** For one try; default 1,000. */
  readonly timeoutMs?: number;
  /** Further tries after one that failed in passing; default 1. */
  readonly retries?: number;
  /** Before the first further try, twice as long each time; default 100. */
  readonly retryPauseMs?: number;
  /** How long an answer serves later moments; default 0: it is asked anew each time. */
  readonly ttlMs?: number;
  /** Keys whose answers are kept; default 10,000. */
  readonly keysAtMost?: number;
  /** So many failures in a row and the source is left alone; default 5. */
  readonly breakAfter?: number;
  /** For so long; default 30,000. */
  readonly breakForMs?: number;
  /** An earlier answer up to this age stands in when the source fails; default 0: none does. */
  readonly staleAtMostMs?: number;
  /** What else stands in; default null for every field. */
  readonly fallback?: Readonly<Record<string, FieldValue>>;
}

export interface GuardedSource {
  readonly name: string;
  readonly fields: EnrichmentFields;
  readonly lookUp: LookUp;
  /** True where a look-up needs a key; default true. */
  readonly needsKey?: boolean;
}

const DEFAULTS = {
  ...{ timeoutMs: 1000, retries: 1, retryPauseMs: 100, ttlMs: 0, keysAtMost: 10_000 },
  ...{ breakAfter: 5, breakForMs: 30_000, staleAtMostMs: 0, fallback: {} },
};

/**
 * Puts a look-up behind time-outs, tries, a cache, a circuit breaker and a fallback that says why.
 *
 * Answers are checked against the fields: a value of the wrong type is not coerced and not passed on; the whole answer counts as
 * a failure. Questions for the same key and moment that come together are asked once.
 *
 * @param clock milliseconds that only grow and a pause; default the system's
 * @throws INVALID_ARGUMENT for a policy out of range or fallback values that break their field
 * @example
 * const enricher = guardLookUp({ name: 'bureau', fields, lookUp: bureauLookUp(settings) }, { timeoutMs: 300, ttlMs: 3_600_000 });
 * const { values, outcome, cause } = await enricher.enrich('person-17', Date.now());
 */
export function guardLookUp(
  source: GuardedSource,
  policy: EnrichmentPolicy = {},
  clock: { readonly now: () => number; readonly pause: (milliseconds: number) => Promise<unknown> } = {
    now: () => performance.now(),
    pause: (milliseconds) => setTimeout(milliseconds),
  },
): Enricher {
  const settings = { ...DEFAULTS, ...policy };
  checkPolicy(source, settings);
  const { name, fields, lookUp, needsKey = true } = source;
  const names = Object.keys(fields);
  const cache = new AnswerCache(settings.ttlMs, settings.keysAtMost, clock.now);
  const breaker = new CircuitBreaker(settings.breakAfter, settings.breakForMs, clock.now);
  const pending = new Map<string, Promise<Enrichment>>();

  const fallBack = (key: string | null, asOf: number, code: EnrichmentFailure, reason: string): Enrichment => {
    const stale = key === null && needsKey ? undefined : cache.stale(key ?? '', asOf, settings.staleAtMostMs);
    const cause = { code, reason, ...(stale === undefined ? {} : { staleByMs: stale.ageMs }) };
    const values = { ...nothingKnown(names), ...(stale?.answer.values ?? settings.fallback) };
    const version = stale?.answer.version ?? '';
    return { values, asOf, source: name, version, cached: stale !== undefined, outcome: 'fallback', cause };
  };

  const ask = async (key: string | null, asOf: number): Promise<Enrichment> => {
    let last = new LookUpFailed(
      'circuit-open',
      `${name} failed too often in a row and is left alone for a while`,
      true,
    );
    for (let attempt = 0; ; attempt++) {
      if (!breaker.admits()) return fallBack(key, asOf, last.code, last.message);
      try {
        const answer = await withinTime(lookUp, key, asOf, settings.timeoutMs);
        const values = checkedValues(answer.values, fields);
        breaker.succeeded();
        cache.store(key ?? '', asOf, { values, version: answer.version });
        return asEnrichment({ values, version: answer.version }, asOf, false);
      } catch (error) {
        breaker.failed();
        last = asFailure(error);
        if (!last.passing || attempt >= settings.retries) return fallBack(key, asOf, last.code, last.message);
        await clock.pause(settings.retryPauseMs * 2 ** attempt);
      }
    }
  };

  const asEnrichment = (
    { values, version }: { values: Readonly<Record<string, FieldValue>> | undefined; version: string },
    asOf: number,
    cached: boolean,
  ): Enrichment => {
    const outcome = values === undefined ? 'not-found' : 'found';
    return { values: { ...nothingKnown(names), ...values }, asOf, source: name, version, cached, outcome };
  };

  return {
    name,
    fields: names,
    async enrich(key, asOf) {
      if (key === null && needsKey) {
        return fallBack(key, asOf, 'key-missing', `the key that ${name} is asked by is not known`);
      }
      const known = cache.fresh(key ?? '', asOf);
      if (known !== undefined) return asEnrichment(known, asOf, true);
      const question = `${asOf} ${key ?? ''}`;
      const asked = pending.get(question);
      if (asked !== undefined) return asked;
      const answer = ask(key, asOf).finally(() => pending.delete(question));
      pending.set(question, answer);
      return answer;
    },
  };
}

/** One try, given up after its time even where the look-up pays no heed to the signal. */
async function withinTime(lookUp: LookUp, key: string | null, asOf: number, timeoutMs: number) {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = globalThis.setTimeout(() => {
      reject(new LookUpFailed('timed-out', `no whole answer within ${timeoutMs} ms`, true));
      stop.abort();
    }, timeoutMs);
  });
  const answer = lookUp(key, asOf, stop.signal);
  answer.catch(() => {});
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function checkedValues(
  values: Readonly<Record<string, unknown>> | undefined,
  fields: EnrichmentFields,
): Readonly<Record<string, FieldValue>> | undefined {
  if (values === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (!Object.hasOwn(values, name)) throw invalid(name, 'is not in the answer');
      const broken = breaksField(values[name], field);
      if (broken !== undefined) throw invalid(name, broken);
      return [name, values[name] as FieldValue];
    }),
  );
}

function invalid(field: string, rule: string): LookUpFailed {
  return new LookUpFailed('answer-invalid', `\`${field}\` ${rule}`, false);
}

function asFailure(error: unknown): LookUpFailed {
  if (error instanceof LookUpFailed) return error;
  return new LookUpFailed('unreachable', 'the look-up failed', true);
}

function checkPolicy({ name, fields }: GuardedSource, policy: Required<EnrichmentPolicy>): void {
  for (const key of ['timeoutMs', 'keysAtMost', 'breakAfter'] as const) {
    if (!(Number.isInteger(policy[key]) && policy[key] >= 1)) throw outOfRange(name, key, '≥ 1', policy[key]);
  }
  for (const key of ['retries', 'retryPauseMs', 'ttlMs', 'breakForMs', 'staleAtMostMs'] as const) {
    if (!(Number.isInteger(policy[key]) && policy[key] >= 0)) throw outOfRange(name, key, '≥ 0', policy[key]);
  }
  for (const [field, value] of Object.entries(policy.fallback)) {
    const definition = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const broken = definition === undefined ? 'is not one of its fields' : breaksField(value, definition);
    if (broken === undefined) continue;
    const sentence = `\`fallback.${field}\` of the enrichment "${name}" ${broken}`;
    throw new ProbityError('INVALID_ARGUMENT', sentence, { field: `fallback.${field}` });
  }
}

function outOfRange(name: string, field: string, range: string, got: number): ProbityError {
  const sentence = `\`${field}\` of the enrichment "${name}" must be a whole number ${range}; got ${got}`;
  return new ProbityError('INVALID_ARGUMENT', sentence, { field });
}

import { HealthResponse, ReadyResponse } from '@probity/contract';
import { type ModelReference, ProbityError } from '@probity/domain';
import type { DecisionLog } from '@probity/scoring';
import type { Models } from '../model/load-models.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

/** Checks come often and from anybody: one look at the store serves all of a second. */
const READINESS_AGE_MS = 1_000;
const LONGEST_WAIT_MS = 2_000;

/** `/healthz`: the process runs. `/readyz`: it can decide. Neither needs a token. */
export function addHealthRoutes(app: Api, models: Models, decisions: DecisionLog, monotonicMs: () => number): void {
  app.get(
    '/healthz',
    {
      config: { isPublic: true },
      schema: {
        operationId: 'health',
        summary: 'Whether the process runs',
        tags: ['health'],
        security: [],
        response: withErrors(HealthResponse, []),
      },
    },
    async () => ({ status: 'ok' }) as const,
  );

  let checked: { readonly result: Promise<ModelReference>; readonly until: number } | undefined;
  app.get(
    '/readyz',
    {
      config: { isPublic: true },
      schema: {
        operationId: 'ready',
        summary: 'Whether it can decide: the champion is loaded and the store answers',
        tags: ['health'],
        security: [],
        response: withErrors(ReadyResponse, [503]),
      },
    },
    async () => {
      if (checked === undefined || monotonicMs() >= checked.until) {
        checked = { result: checkReadiness(models, decisions), until: monotonicMs() + READINESS_AGE_MS };
      }
      return { status: 'ready', model: await checked.result } as const;
    },
  );
}

async function checkReadiness(models: Models, decisions: DecisionLog): Promise<ModelReference> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LONGEST_WAIT_MS} ms`)), LONGEST_WAIT_MS);
  });
  try {
    const look = Promise.all([models.champion(), decisions.list({ limit: 1 })]);
    const [champion] = await Promise.race([look, tooLong]);
    return champion.reference;
  } catch (cause) {
    if (cause instanceof ProbityError && cause.kind === 'unavailable') throw cause;
    throw new ProbityError('STORE_UNAVAILABLE', 'the store does not answer', {}, { cause });
  } finally {
    clearTimeout(timer);
  }
}

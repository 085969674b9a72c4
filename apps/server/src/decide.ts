import { createHash } from 'node:crypto';
import type { AssessRequest } from '@probity/contract';
import {
  type Application,
  canonicalJson,
  type Decision,
  type DecisionId,
  type EnrichmentRecord,
} from '@probity/domain';
import { type DecisionLog, reviewTicket } from '@probity/scoring';
import type { Models } from './model/load-models.js';

/**
 * Fills in fields of the model that the application does not hold, as of a moment; says where they came from. Never throws for a
 * source that fails.
 */
export type EnrichApplication = (
  application: Application,
  asOf: number,
  asked: { readonly subject?: string | undefined; readonly wanted: ReadonlySet<string> },
) => Promise<{ readonly application: Application; readonly enrichment: readonly EnrichmentRecord[] }>;

/** What deciding takes from outside. */
export interface DecideDependencies {
  readonly enrich?: EnrichApplication | undefined;
  readonly decisions: DecisionLog;
  readonly models: Models;
  readonly now: () => Date;
  /** A clock that never goes back, in milliseconds. */
  readonly monotonicMs: () => number;
  readonly newDecisionId: () => DecisionId;
}

export interface DecideOptions {
  readonly idempotencyKey?: string;
  /** When the request arrived, by `monotonicMs`. */
  readonly arrivedAtMs: number;
}

export type Decide = (request: AssessRequest, options: DecideOptions) => Promise<Decision>;

/**
 * Makes the one path from a request to a recorded decision: look the key up, enrich, score, record, answer.
 *
 * The request has passed `AssessRequest`; its fields are checked by the model's own schema. The promise resolves only
 * when the decision is durable. Without a model or a store it rejects: never an approval that nobody can find.
 *
 * The returned function throws what the scorer throws (UNKNOWN_FIELD, MISSING_FIELD, WRONG_TYPE, VALUE_OUT_OF_RANGE)
 * and IDEMPOTENCY_KEY_REUSED, MODEL_NOT_FOUND, MODEL_UNAVAILABLE, STORE_UNAVAILABLE.
 */
export function createDecide(dependencies: DecideDependencies): Decide {
  const { decisions, models, enrich, now, monotonicMs, newDecisionId } = dependencies;
  return async (request, { idempotencyKey, arrivedAtMs }) => {
    const idempotency =
      idempotencyKey === undefined ? undefined : { key: idempotencyKey, requestDigest: digestOf(request) };
    if (idempotency !== undefined) {
      const earlier = await decisions.findByIdempotencyKey(idempotency.key, idempotency.requestDigest);
      if (earlier !== undefined) return earlier;
    }

    const model = request.model === undefined ? await models.champion() : await models.named(request.model);
    const decidedAt = now();
    const { application, enrichment } =
      enrich === undefined
        ? { application: request.application, enrichment: [] }
        : await enrich(request.application, decidedAt.getTime(), {
            subject: request.subject,
            wanted: new Set(model.scorer.form().map(({ name }) => name)),
          });
    const scored = model.scorer.assess(application, enrichment.length === 0 ? {} : { enrichment });
    const decision: Decision = {
      ...scored,
      decisionId: newDecisionId(),
      model: model.reference,
      occurredAt: decidedAt.toISOString(),
      processingTimeMs: toMicroseconds(monotonicMs() - arrivedAtMs),
    };

    // Two requests with one key may both get here: the log keeps the first, and both answer with that one.
    return decisions.record(decision, {
      ...(request.subject === undefined ? {} : { subject: request.subject }),
      ...(idempotency === undefined ? {} : { idempotency }),
      ...(decision.decision === 'refer'
        ? { review: reviewTicket(model.scorer.policy, decision, decision.application) }
        : {}),
    });
  };
}

/** Equal requests have equal digests, whatever the order of their fields. */
function digestOf(request: AssessRequest): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}

function toMicroseconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1_000) / 1_000);
}

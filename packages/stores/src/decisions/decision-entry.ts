import { canonicalJson, type Decision, type DecisionSummary, type JsonValue, ProbityError } from '@probity/domain';
import type { ReviewTicket } from '@probity/scoring';

/** The body of a decision's entry: what lists show, and no person. */
export interface DecisionBody extends DecisionSummary {
  /** The person's key id, hex. Equal for all decisions of one person, and says nothing once the key is erased. */
  readonly subject: string;
  /** Keyed digests of the Idempotency-Key and of what was asked with it, hex. */
  readonly idempotency?: { readonly key: string; readonly request: string };
  /** How a referral entered the review queue. */
  readonly review?: ReviewTicket;
}

/** The summary of a decision, as its entry holds it. */
export function summaryOf(decision: DecisionSummary): DecisionSummary {
  const { decisionId, occurredAt, model, riskScore, riskCategory, grade } = decision;
  const { name, version, hash } = model;
  return {
    decisionId,
    occurredAt,
    model: { name, version, hash },
    riskScore,
    riskCategory,
    grade,
    decision: decision.decision,
  };
}

/**
 * The whole decision as the bytes that are encrypted.
 * @throws INVALID_ARGUMENT when JSON cannot carry it (NaN, infinities)
 */
export function encodeDecision(decision: Decision): string {
  try {
    return canonicalJson(decision as unknown as JsonValue);
  } catch (cause) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      '`decision` of `record` must hold finite numbers only',
      { field: 'decision' },
      { cause },
    );
  }
}

const LONGEST_ID = 200;

/** @throws INVALID_ARGUMENT unless it is 1 to 200 visible ASCII characters */
export function checkDecisionId(id: unknown): void {
  if (typeof id === 'string' && id.length <= LONGEST_ID && /^[!-~]+$/.test(id)) return;
  throw new ProbityError('INVALID_ARGUMENT', '`decisionId` of `record` must be 1 to 200 visible ASCII characters', {
    field: 'decisionId',
  });
}

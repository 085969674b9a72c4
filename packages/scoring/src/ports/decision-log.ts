import type { Decision, DecisionId, DecisionSummary, Outcome } from '@probity/domain';
import type { ReviewTicket } from '../policy/decide-by-policy.js';

/** What a decision is recorded with, besides itself. */
export interface RecordOptions {
  /**
   * A caller's identifier of the person or application, if the data holds one; the store keeps a keyed pseudonym only.
   * Without one each decision is its own subject.
   */
  readonly subject?: string;
  /** The caller's Idempotency-Key with a digest of what it asked for. */
  readonly idempotency?: { readonly key: string; readonly requestDigest: string };
  /** For a referral: how it enters the review queue. Every referral becomes a case, also without one. */
  readonly review?: ReviewTicket;
}

export interface DecisionPage {
  readonly decisions: readonly DecisionSummary[];
  /** Pass as `before` for the next page; undefined at the end. */
  readonly next?: string;
}

export interface DecisionQuery {
  /** 1 to 500, default 50. */
  readonly limit?: number;
  readonly before?: string;
  /** Only decisions of this outcome. */
  readonly outcome?: Outcome;
}

/**
 * Where decisions are remembered: append-only, hash-chained.
 *
 * `record` resolves only when the decision is durable; a decision whose promise resolved survives any crash.
 */
export interface DecisionLog {
  /**
   * @returns the decision as it stands in the log: the earlier one when the same Idempotency-Key asked the same before
   * @throws IDEMPOTENCY_KEY_REUSED when the key was used for another request
   */
  record(decision: Decision, options?: RecordOptions): Promise<Decision>;
  /** The decision made earlier under this key for this same request, if any. @throws IDEMPOTENCY_KEY_REUSED, DECISION_ERASED */
  findByIdempotencyKey(key: string, requestDigest: string): Promise<Decision | undefined>;
  /** @throws DECISION_NOT_FOUND; DECISION_ERASED when the person was erased; AUDIT_BROKEN when it was altered */
  find(id: DecisionId): Promise<Decision>;
  /** Newest first. */
  list(query?: DecisionQuery): Promise<DecisionPage>;
}

/** One thing wrong in the log, and where. */
export interface AuditFinding {
  /** Sequence number of the entry, from 1. */
  readonly sequence: number;
  readonly kind:
    | 'changed'
    | 'removed'
    | 'reordered'
    | 'payload-changed'
    | 'payload-missing'
    | 'key-changed'
    | 'index-changed'
    | 'registry-changed'
    | 'report-changed'
    | 'policy-changed'
    | 'review-changed'
    | 'event-changed'
    | 'head-changed';
  readonly message: string;
}

export interface AuditReport {
  readonly entries: number;
  /** Hash of the last entry, lower-case hex. */
  readonly head: string;
  readonly intact: boolean;
  /** Empty when intact; at most 100, in order. */
  readonly findings: readonly AuditFinding[];
}

/** Walks the whole chain. */
export interface AuditVerifier {
  verify(onProgress?: (checked: number, total: number) => void): Promise<AuditReport>;
}

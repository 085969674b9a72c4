import type { CreditPolicy, ModelHash, PolicyReference } from '@probity/domain';
import type { LivePolicy } from '../policy/live-policy.js';
import type { Actor } from './actor.js';

/**
 * `draft` → `proposed` → `approved` or `rejected` (by another person) → `live` → `retired` (another went live, or was
 * rolled back to).
 */
export type PolicyState = 'draft' | 'proposed' | 'approved' | 'rejected' | 'live' | 'retired';

export type PolicyEventKind =
  | 'policy-drafted'
  | 'policy-proposed'
  | 'policy-approved'
  | 'policy-rejected'
  | 'policy-live'
  | 'policy-rolled-back';

/** One step in the life of a policy; an entry of the audit chain. */
export interface PolicyEvent {
  readonly kind: PolicyEventKind;
  readonly actor: Actor;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Number of the entry in the chain. */
  readonly sequence: number;
  readonly note?: string;
}

/** A policy of one model, with all that was done with it. */
export interface StoredPolicy {
  readonly reference: PolicyReference;
  readonly model: ModelHash;
  readonly state: PolicyState;
  readonly policy: CreditPolicy;
  /** In order; the first one is the draft. */
  readonly events: readonly PolicyEvent[];
}

export interface NewPolicy {
  /** The model whose scores it is made for. */
  readonly model: ModelHash;
  readonly policy: CreditPolicy;
  readonly actor: Actor;
  /** Why, in a sentence; at most 2000 characters. Must name no applicant. */
  readonly note?: string;
}

export interface PolicyStep {
  readonly actor: Actor;
  /** At most 2000 characters. */
  readonly note?: string;
}

/**
 * Where policies are kept, from draft to live. Every change is an entry of the audit chain; nothing is overwritten.
 *
 * Four eyes: who drafted or proposed a policy can neither approve nor reject it. A policy belongs to one model (by
 * hash): a new model starts with the policy in its bundle. A step that the same person just took is not taken twice,
 * so that sending it again is safe.
 *
 * @example
 * const { reference } = await policies.draft({ model: hash, policy, actor: anna });
 * await policies.propose(reference.id, { actor: anna });
 * await policies.approve(reference.id, { actor: ben }); // FOUR_EYES for anna
 * await policies.activate(reference.id, { actor: ben });
 */
export interface PolicyStore {
  /** @throws INVALID_ARGUMENT naming what is off with the policy */
  draft(policy: NewPolicy): Promise<StoredPolicy>;
  /** @throws POLICY_NOT_FOUND, POLICY_STATE unless it is a draft */
  propose(id: string, step: PolicyStep): Promise<StoredPolicy>;
  /** @throws POLICY_NOT_FOUND, POLICY_STATE unless it is proposed, FOUR_EYES */
  approve(id: string, step: PolicyStep): Promise<StoredPolicy>;
  /** @throws POLICY_NOT_FOUND, POLICY_STATE unless it is proposed, FOUR_EYES */
  reject(id: string, step: PolicyStep): Promise<StoredPolicy>;
  /** Makes an approved policy decide. @throws POLICY_NOT_FOUND, POLICY_STATE unless it is approved */
  activate(id: string, step: PolicyStep): Promise<StoredPolicy>;
  /**
   * Puts an earlier live policy back in force at once, or with `null` the one in the model's bundle.
   * @returns what is live now
   * @throws POLICY_NOT_FOUND; POLICY_STATE where it never was live, or already is
   */
  rollBack(model: ModelHash, id: string | null, step: PolicyStep): Promise<LivePolicy | undefined>;
  /** @throws POLICY_NOT_FOUND, AUDIT_BROKEN */
  find(id: string): Promise<StoredPolicy>;
  /** Newest first. */
  list(model?: ModelHash): Promise<readonly StoredPolicy[]>;
  /** What decides for this model; undefined where the bundle's own policy does. @throws AUDIT_BROKEN */
  live(model: ModelHash): Promise<LivePolicy | undefined>;
}

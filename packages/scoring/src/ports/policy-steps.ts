import {
  asModelHash,
  type CreditPolicy,
  canonicalJson,
  type JsonValue,
  type ModelHash,
  ProbityError,
} from '@probity/domain';
import { sha256Hex } from '../bundle/digest.js';
import { checkCreditPolicy } from '../policy/credit-policy.js';
import type { LivePolicy } from '../policy/live-policy.js';
import { type Actor, checkActor, isSamePerson } from './actor.js';
import type { NewPolicy, PolicyEvent, PolicyEventKind, PolicyState, PolicyStep, StoredPolicy } from './policy-store.js';

/** The body of a policy's entry in the audit chain. The first five members stand in every one. */
export interface PolicyEntryBody {
  readonly actor: string;
  readonly facts: {
    readonly identifiedBy: Actor['identifiedBy'];
    readonly model: string;
    /** Empty where the bundle's own policy came back. */
    readonly policyId: string;
    readonly note?: string;
    /** Of a draft. */
    readonly version?: number;
    readonly hash?: string;
    readonly policy?: CreditPolicy;
    /** Of what went live or was rolled back to: what was live before; empty for the bundle's own. */
    readonly previous?: string;
  };
}

/** An entry of one model's policies, in order of the chain. */
export interface PolicyEntry {
  readonly sequence: number;
  readonly recordedAt: string;
  readonly kind: PolicyEventKind;
  readonly body: PolicyEntryBody;
}

/** What a step adds to the chain; nothing where it was already taken. */
export type PolicyStepResult = { readonly kind: PolicyEventKind; readonly body: PolicyEntryBody } | undefined;

const LONGEST_NOTE = 2000;
const LONGEST_POLICY = 200_000;

/** All policies of one model, as its entries tell. In order of their versions. */
export function replayPolicies(entries: readonly PolicyEntry[]): readonly StoredPolicy[] {
  const policies = new Map<string, StoredPolicy>();
  const change = (id: string, event: PolicyEvent | undefined, state: PolicyState) => {
    const policy = policies.get(id);
    if (policy === undefined) return;
    policies.set(id, { ...policy, state, events: event === undefined ? policy.events : [...policy.events, event] });
  };
  for (const { sequence, recordedAt, kind, body } of entries) {
    const { model, policyId, note, version = 0, hash = '', policy } = body.facts;
    const event: PolicyEvent = {
      kind,
      actor: { name: body.actor, identifiedBy: body.facts.identifiedBy },
      at: recordedAt,
      sequence,
      ...(note === undefined ? {} : { note }),
    };
    if (kind === 'policy-drafted' && policy !== undefined) {
      const reference = { id: policyId, version, hash };
      policies.set(policyId, { reference, model: asModelHash(model), state: 'draft', policy, events: [event] });
    } else if (kind === 'policy-live' || kind === 'policy-rolled-back') {
      for (const one of policies.values()) if (one.state === 'live') change(one.reference.id, undefined, 'retired');
      change(policyId, event, 'live');
    } else change(policyId, event, stateAfter[kind]);
  }
  return [...policies.values()];
}

const stateAfter: Readonly<Record<PolicyEventKind, PolicyState>> = {
  'policy-drafted': 'draft',
  'policy-proposed': 'proposed',
  'policy-approved': 'approved',
  'policy-rejected': 'rejected',
  'policy-live': 'live',
  'policy-rolled-back': 'live',
};

/** What decides, by the entries of one model; undefined for the bundle's own policy. */
export function livePolicyOf(policies: readonly StoredPolicy[]): LivePolicy | undefined {
  const live = policies.find(({ state }) => state === 'live');
  return live && { reference: live.reference, policy: live.policy };
}

/**
 * The SHA-256 of a policy as canonical JSON, after its check.
 * @throws INVALID_ARGUMENT naming what is off
 */
export async function hashPolicy(policy: CreditPolicy): Promise<string> {
  let text: string;
  try {
    checkCreditPolicy(policy);
    text = canonicalJson(policy as unknown as JsonValue);
  } catch (cause) {
    if (cause instanceof ProbityError) throw cause;
    throw new ProbityError(
      'INVALID_ARGUMENT',
      '`policy` does not have the form it must',
      { field: 'policy' },
      { cause },
    );
  }
  if (text.length > LONGEST_POLICY) {
    throw new ProbityError('INVALID_ARGUMENT', `\`policy\` must have at most ${LONGEST_POLICY} characters of JSON`, {
      field: 'policy',
    });
  }
  return sha256Hex(new TextEncoder().encode(text));
}

/** A draft as an entry; undefined where the newest policy is this same draft by the same person. */
export function draftStep(
  policies: readonly StoredPolicy[],
  { model, policy, actor, note }: NewPolicy,
  hash: string,
): { readonly id: string; readonly step: PolicyStepResult } {
  checkStep({ actor, ...(note === undefined ? {} : { note }) }, 'draft');
  if (!/^[0-9a-f]{64}$/.test(model)) {
    throw new ProbityError('INVALID_ARGUMENT', "`model` of `draft` must be a model's hash", { field: 'model' });
  }
  const newest = policies.at(-1);
  const isSame =
    newest?.state === 'draft' &&
    newest.reference.hash === hash &&
    newest.events[0]?.note === note &&
    newest.events[0]?.actor.name === actor.name;
  if (newest !== undefined && isSame) return { id: newest.reference.id, step: undefined };
  const version = (newest?.reference.version ?? 0) + 1;
  const policyId = `${model.slice(0, 12)}-${version}`;
  const facts = { ...factsOf(actor, model, policyId, note), version, hash, policy };
  return { id: policyId, step: { kind: 'policy-drafted', body: { actor: actor.name, facts } } };
}

/** What each step needs the policy to be. */
const stateBefore = {
  'policy-proposed': 'draft',
  'policy-approved': 'proposed',
  'policy-rejected': 'proposed',
  'policy-live': 'approved',
} as const satisfies Partial<Record<PolicyEventKind, PolicyState>>;

/** One step of a policy's life as an entry. @throws POLICY_NOT_FOUND, POLICY_STATE, FOUR_EYES */
export function nextStep(
  policies: readonly StoredPolicy[],
  id: string,
  kind: keyof typeof stateBefore,
  step: PolicyStep,
): PolicyStepResult {
  checkStep(step, kind);
  const policy = findPolicy(policies, id);
  if (isRepeated(policy, kind, step)) return undefined;
  const { state, events, model } = policy;
  if (state !== stateBefore[kind]) throw wrongState(id, `must be ${stateBefore[kind]}`, state);
  if (kind === 'policy-approved' || kind === 'policy-rejected') {
    const author = events.find(({ actor }) => isSamePerson(actor.name, step.actor.name));
    if (author !== undefined) {
      throw new ProbityError(
        'FOUR_EYES',
        `policy ${id} must be judged by a person who neither drafted nor proposed it`,
        {
          field: 'actor',
        },
      );
    }
  }
  const previous = kind === 'policy-live' ? { previous: livePolicyOf(policies)?.reference.id ?? '' } : {};
  const facts = { ...factsOf(step.actor, model, id, step.note), ...previous };
  return { kind, body: { actor: step.actor.name, facts } };
}

/** Going back to an earlier live policy, or with null to the bundle's own, as an entry. @throws POLICY_NOT_FOUND, POLICY_STATE */
export function rollBackStep(
  policies: readonly StoredPolicy[],
  model: ModelHash,
  id: string | null,
  step: PolicyStep,
): PolicyStepResult {
  checkStep(step, 'rollBack');
  const live = policies.find(({ state }) => state === 'live');
  if (id !== null) {
    const policy = findPolicy(policies, id);
    if (isRepeated(policy, 'policy-rolled-back', step)) return undefined;
    if (policy.state !== 'retired') throw wrongState(id, 'must have been live before', policy.state);
  } else if (live === undefined) {
    throw new ProbityError('POLICY_STATE', "the bundle's own policy is live already");
  }
  const facts = { ...factsOf(step.actor, model, id ?? '', step.note), previous: live?.reference.id ?? '' };
  return { kind: 'policy-rolled-back', body: { actor: step.actor.name, facts } };
}

/** @throws POLICY_NOT_FOUND */
export function findPolicy(policies: readonly StoredPolicy[], id: string): StoredPolicy {
  const policy = policies.find(({ reference }) => reference.id === id);
  if (policy === undefined) throw policyNotFound();
  return policy;
}

export function policyNotFound(): ProbityError {
  return new ProbityError('POLICY_NOT_FOUND', 'there is no policy of this id');
}

/** The very step that was taken last: an answer was lost and it is sent again. */
function isRepeated({ state, events }: StoredPolicy, kind: PolicyEventKind, { actor, note }: PolicyStep): boolean {
  const last = events.at(-1);
  return last?.kind === kind && state === stateAfter[kind] && last.actor.name === actor.name && last.note === note;
}

function factsOf(actor: Actor, model: ModelHash, policyId: string, note: string | undefined) {
  return { identifiedBy: actor.identifiedBy, model, policyId, ...(note === undefined ? {} : { note }) };
}

function checkStep({ actor, note }: PolicyStep, method: string): void {
  checkActor(actor, method);
  if (note === undefined || (typeof note === 'string' && note.length <= LONGEST_NOTE)) return;
  throw new ProbityError('INVALID_ARGUMENT', `\`note\` of \`${method}\` must have at most ${LONGEST_NOTE} characters`, {
    field: 'note',
  });
}

function wrongState(id: string, rule: string, state: PolicyState): ProbityError {
  return new ProbityError('POLICY_STATE', `policy ${id} ${rule}; it is ${state}`, { field: 'id' });
}

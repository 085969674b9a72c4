import { type JsonValue, ProbityError } from '@probity/domain';

/** Something that a person did and that must be accounted for. */
export interface GovernanceEvent {
  /**
   * What happened, in lower-case words joined by hyphens: `test-set-sealed`, `test-set-opened`, … The kinds that a store
   * writes by itself (`policy-…`, `review-…`) are read here and refused in `append`.
   */
  readonly kind: string;
  /** Who did it, 1 to 100 characters. */
  readonly actor: string;
  /** What it was about, as JSON; it is never erased, so it must name no applicant. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** An event as it stands in the audit chain. */
export interface GovernanceEntry extends GovernanceEvent {
  /** Number of the entry in the chain. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
}

export interface GovernanceQuery {
  readonly kind?: string;
  /** 1 to 1000, default 100. */
  readonly limit?: number;
}

/**
 * What people did, as entries of the audit chain.
 *
 * @example
 * await stores.governance.append({ kind: 'test-set-opened', actor: 'anna', facts: { dataset, count: 1 } });
 */
export interface GovernanceLog {
  /** Resolves when the entry is durable. @throws INVALID_ARGUMENT */
  append(event: GovernanceEvent): Promise<GovernanceEntry>;
  /** Newest first. @throws AUDIT_BROKEN when an entry is not as it was written */
  list(query?: GovernanceQuery): Promise<readonly GovernanceEntry[]>;
}

/** Kinds of the chain that are no events of people. */
export const engineEntryKinds: readonly string[] = [
  'decision',
  'subject-erased',
  'model-registered',
  'alias-set',
  'report-archived',
  'transactions-recorded',
];

const LONGEST_KIND = 60;
const LONGEST_ACTOR = 100;
const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 1000;

/** Checks an event; for adapters. @throws INVALID_ARGUMENT naming what is off */
export function checkGovernanceEvent({ kind, actor, facts }: GovernanceEvent): void {
  const isKind = typeof kind === 'string' && kind.length <= LONGEST_KIND && /^[a-z]+(-[a-z]+)*$/.test(kind);
  if (!isKind) refuse('kind', 'append', 'must be lower-case words joined by hyphens', kind);
  if (engineEntryKinds.includes(kind) || /^(policy|review)-/.test(kind))
    refuse('kind', 'append', 'must not be one that a store writes by itself', kind);
  checkActorName(actor, 'append');
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts))
    refuse('facts', 'append', 'must be an object', facts as JsonValue);
}

/** @throws INVALID_ARGUMENT unless it is 1 to 100 characters without control characters or blank ends */
export function checkActorName(actor: unknown, method: string): asserts actor is string {
  const isName =
    typeof actor === 'string' &&
    actor.length > 0 &&
    actor.length <= LONGEST_ACTOR &&
    actor === actor.trim() &&
    !/[\p{Cc}\p{Cs}]/u.test(actor);
  if (!isName)
    refuse('actor', method, `must name a person in 1 to ${LONGEST_ACTOR} characters without blank ends`, actor);
}

/** The limit of a query, checked; for adapters. @throws INVALID_ARGUMENT */
export function governanceLimit({ limit = DEFAULT_LIMIT }: GovernanceQuery): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT)
    refuse('limit', 'list', `must be 1 to ${LARGEST_LIMIT}`, limit);
  return limit;
}

/** @throws INVALID_ARGUMENT when JSON cannot carry the facts */
export function refuseUncarried(cause: unknown, method: string): never {
  if (!(cause instanceof RangeError)) throw cause;
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`facts\` of \`${method}\` must be JSON: ${cause.message}`,
    { field: 'facts' },
    { cause },
  );
}

function refuse(field: string, method: string, rule: string, got: unknown): never {
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`${method}\` ${rule}; got ${JSON.stringify(got)}`, {
    field,
  });
}

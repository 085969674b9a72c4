import { type DecisionId, type ModelReference, ProbityError } from '@probity/domain';
import { type Actor, checkActor } from './actor.js';

/** Why a person decided as they did. Codes are counted, so they are few; the note says the rest. */
export const reviewReasons = {
  'income-verified': 'Income was verified',
  'stable-employment': 'Employment is stable',
  'collateral-or-guarantor': 'There is collateral or a guarantor',
  'known-customer': 'The customer is known and pays',
  'affordable-after-change': 'Affordable at a smaller amount or a longer term',
  'not-affordable': 'Not affordable',
  'documents-missing': 'Documents are missing or do not fit',
  'suspected-fraud': 'Fraud is suspected',
  'adverse-information': 'There is adverse information outside the model',
  'data-error': 'The data were wrong',
  'as-suggested': 'Nothing speaks against the suggestion',
  other: 'Another reason, in the note',
} as const;

export type ReviewReason = keyof typeof reviewReasons;

export type ReviewState = 'open' | 'claimed' | 'decided';

/** What a person decided. */
export interface ReviewVerdict {
  readonly outcome: 'approve' | 'decline';
  /** At least one; `as-suggested` only where the outcome is the suggestion. */
  readonly reasons: readonly ReviewReason[];
  /** At most 2000 characters; kept encrypted under the applicant's key, so that it is erased with them. */
  readonly note?: string;
  readonly actor: Actor;
  /** ISO 8601, UTC. */
  readonly decidedAt: string;
  /** From the referral to the verdict. */
  readonly secondsToDecision: number;
  /** Whether the person went against the engine's suggestion; null where it made none. */
  readonly isOverride: boolean | null;
}

/** A referred application as a case. Names no person: the application is in the decision. */
export interface ReviewCase {
  readonly decisionId: DecisionId;
  readonly openedAt: string;
  readonly state: ReviewState;
  readonly model: ModelReference;
  readonly riskScore: number;
  readonly grade: string;
  /** Money that hangs on it; 0 where it is not known. */
  readonly stake: number;
  /** What the engine would do if it had to; null where that was not recorded. */
  readonly suggestion: 'approve' | 'decline' | null;
  /** Who has it, and until when nobody else gets it. */
  readonly claim?: { readonly actor: Actor; readonly at: string; readonly until: string };
  readonly verdict?: ReviewVerdict;
}

export interface ReviewQuery {
  /** Default: all that are not decided. */
  readonly state?: ReviewState;
  /** 1 to 500, default 50. */
  readonly limit?: number;
}

export interface NewVerdict {
  readonly actor: Actor;
  readonly outcome: 'approve' | 'decline';
  readonly reasons: readonly ReviewReason[];
  readonly note?: string;
}

/** How reviewing goes, over the latest 5,000 verdicts. */
export interface ReviewStatistics {
  readonly open: number;
  readonly claimed: number;
  readonly decided: number;
  /** Null before the first verdict. */
  readonly medianSecondsToDecision: number | null;
  /** Verdicts against the suggestion, of those with one. Null where there is none. */
  readonly overrideRate: number | null;
  readonly byGrade: readonly {
    readonly grade: string;
    readonly decided: number;
    /** Of those with a suggestion, the share that followed it; null where none had one. */
    readonly agreementRate: number | null;
    readonly approved: number;
  }[];
  readonly byReason: readonly { readonly reason: ReviewReason; readonly count: number }[];
}

/**
 * Referred applications, waiting for a person. Every recorded referral is a case, in one transaction with its record.
 *
 * The largest stake × age is served first (stake 0 counts as the smallest). A case that one person holds is given to
 * nobody else until the claim ends, after 30 minutes. A verdict is an entry of the audit chain.
 *
 * @example
 * const mine = await reviews.claimNext(anna);
 * if (mine) await reviews.decide(mine.decisionId, { actor: anna, outcome: 'approve', reasons: ['income-verified'] });
 */
export interface ReviewQueue {
  /** Undecided in the order they are served; decided newest first. Cases of erased persons are left out. */
  list(query?: ReviewQuery): Promise<readonly ReviewCase[]>;
  /** @throws REVIEW_NOT_FOUND, AUDIT_BROKEN */
  find(id: DecisionId): Promise<ReviewCase>;
  /** The case to do next, now held by this person: the one they hold already, if any. Undefined when nothing waits. */
  claimNext(actor: Actor): Promise<ReviewCase | undefined>;
  /** Holds this case, or holds it on. @throws REVIEW_NOT_FOUND, REVIEW_TAKEN where another holds it or it is decided */
  claim(id: DecisionId, actor: Actor): Promise<ReviewCase>;
  /** Gives a case back. Does nothing where the person does not hold it. @throws REVIEW_NOT_FOUND */
  release(id: DecisionId, actor: Actor): Promise<ReviewCase>;
  /**
   * Decides a case that this person holds. The same verdict sent again is taken once.
   * @throws REVIEW_NOT_FOUND, REVIEW_TAKEN unless this person holds it, INVALID_ARGUMENT, DECISION_ERASED
   */
  decide(id: DecisionId, verdict: NewVerdict): Promise<ReviewCase>;
  statistics(): Promise<ReviewStatistics>;
}

/** How long a claim holds. */
export const CLAIM_MINUTES = 30;
/** Verdicts that statistics look at. */
export const STATISTICS_VERDICTS = 5_000;
const LONGEST_NOTE = 2000;
const MOST_REASONS = 5;
const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 500;

/** The limit of a query, checked; for adapters. @throws INVALID_ARGUMENT */
export function reviewLimit({ limit = DEFAULT_LIMIT }: ReviewQuery): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT)
    refuse('limit', 'list', `must be 1 to ${LARGEST_LIMIT}`, limit);
  return limit;
}

/** Checks a verdict; for adapters. @throws INVALID_ARGUMENT naming what is off */
export function checkVerdict(
  { actor, outcome, reasons, note }: NewVerdict,
  suggestion: ReviewCase['suggestion'],
): void {
  checkActor(actor, 'decide');
  const isOutcome = outcome === 'approve' || outcome === 'decline';
  if (!isOutcome) refuse('outcome', 'decide', 'must be approve or decline', outcome);
  const areReasons =
    Array.isArray(reasons) &&
    reasons.length >= 1 &&
    reasons.length <= MOST_REASONS &&
    new Set(reasons).size === reasons.length &&
    reasons.every((reason) => Object.hasOwn(reviewReasons, reason));
  if (!areReasons)
    refuse('reasons', 'decide', `must be 1 to ${MOST_REASONS} of ${Object.keys(reviewReasons).join(', ')}`, reasons);
  if (reasons.includes('as-suggested') && suggestion !== outcome)
    refuse('reasons', 'decide', 'must say why the suggestion is not followed', reasons);
  const isNote =
    note === undefined || (typeof note === 'string' && note.length <= LONGEST_NOTE && !note.includes('\u0000'));
  if (!isNote) refuse('note', 'decide', `must have at most ${LONGEST_NOTE} characters`, '…');
  if (reasons.includes('other') && (note ?? '').trim() === '')
    refuse('note', 'decide', 'must say what the other reason is', note ?? null);
}

/** Whether a verdict goes against the suggestion. */
export function isOverride(outcome: NewVerdict['outcome'], suggestion: ReviewCase['suggestion']): boolean | null {
  return suggestion === null ? null : suggestion !== outcome;
}

export function reviewNotFound(): ProbityError {
  return new ProbityError('REVIEW_NOT_FOUND', 'no referred application has this id');
}

/** @param by the person who has it; absent where nobody has */
export function reviewTaken(why: 'held' | 'decided' | 'not-held'): ProbityError {
  const texts = {
    held: 'another person has this case',
    decided: 'this case is decided',
    'not-held': 'this case must be claimed first',
  };
  return new ProbityError('REVIEW_TAKEN', texts[why]);
}

/** Counts verdicts; for adapters. */
export function summariseVerdicts(
  cases: readonly ReviewCase[],
  counts: Pick<ReviewStatistics, 'open' | 'claimed' | 'decided'>,
): ReviewStatistics {
  const verdicts = cases.flatMap(({ verdict, grade }) => (verdict === undefined ? [] : [{ ...verdict, grade }]));
  const seconds = verdicts.map(({ secondsToDecision }) => secondsToDecision).sort((one, other) => one - other);
  const middle = seconds.length / 2;
  const median = ((seconds[Math.ceil(middle) - 1] ?? 0) + (seconds[Math.floor(middle)] ?? 0)) / 2;
  const judged = verdicts.filter((verdict) => verdict.isOverride !== null);
  const share = (some: readonly unknown[], all: readonly unknown[]) =>
    all.length === 0 ? null : some.length / all.length;
  const reasons = new Map<ReviewReason, number>();
  for (const { reasons: given } of verdicts)
    for (const reason of given) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return {
    ...counts,
    medianSecondsToDecision: seconds.length === 0 ? null : median,
    overrideRate: share(
      judged.filter((verdict) => verdict.isOverride),
      judged,
    ),
    byGrade: [...new Set(verdicts.map(({ grade }) => grade))].sort().map((grade) => {
      const own = verdicts.filter((verdict) => verdict.grade === grade);
      const suggested = own.filter((verdict) => verdict.isOverride !== null);
      const agreed = suggested.filter((verdict) => verdict.isOverride === false);
      const approved = own.filter(({ outcome }) => outcome === 'approve').length;
      return { grade, decided: own.length, agreementRate: share(agreed, suggested), approved };
    }),
    byReason: [...reasons]
      .map(([reason, count]) => ({ reason, count }))
      .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1)),
  };
}

function refuse(field: string, method: string, rule: string, got: unknown): never {
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`${method}\` ${rule}; got ${JSON.stringify(got)}`, {
    field,
  });
}

import type { Actor, ReviewCase, ReviewReason, ReviewVerdict } from '@probity/scoring';

/** The body of a verdict's entry. The note lies apart, encrypted under the applicant's key. */
export interface VerdictBody {
  readonly actor: string;
  readonly facts: {
    readonly identifiedBy: Actor['identifiedBy'];
    readonly decisionId: string;
    /** The entry that referred it. */
    readonly decisionSequence: number;
    /** The person's key id, hex, as in the decision's entry. */
    readonly subject: string;
    readonly outcome: ReviewVerdict['outcome'];
    readonly suggestion: ReviewCase['suggestion'];
    readonly isOverride: boolean | null;
    readonly reasons: readonly ReviewReason[];
    readonly claimedAt: string;
    readonly secondsToDecision: number;
    readonly hasNote: boolean;
  };
}

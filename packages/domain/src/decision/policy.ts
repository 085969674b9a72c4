/** What to do with an application. `refer` sends it to a person. */
export type Outcome = 'approve' | 'refer' | 'decline';

/** Where the risk lies against the policy's two cut-offs. */
export type RiskCategory = 'low' | 'medium' | 'high';

/**
 * The money behind the cut-offs, as shares of the exposure.
 *
 * A loan to someone with default probability p earns `margin` if repaid and loses `lossGivenDefault` if not:
 * expected profit = (1 − p) · margin − p · lossGivenDefault, zero at p = margin / (margin + lossGivenDefault).
 */
export interface PolicyEconomics {
  /** Share of the exposure lost when a loan goes bad, in (0, 1]; default 0.45. */
  readonly lossGivenDefault: number;
  /** Lifetime margin of a good loan at the standard price; default 0.08. Sets the approval cut-off. */
  readonly margin: number;
  /** Lifetime margin at the highest price the lender would offer; default 0.16. Sets the decline cut-off. */
  readonly topMargin: number;
}

/** Score points: `basePoints` at odds `baseOdds` (good : bad), `pointsToDoubleOdds` more for odds twice as good. */
export interface PointsScale {
  readonly basePoints: number;
  readonly baseOdds: number;
  readonly pointsToDoubleOdds: number;
}

/** One grade: probabilities of default up to and including `upTo`. */
export interface GradeBand {
  readonly grade: string;
  readonly upTo: number;
}

/** How a probability of default becomes points, a grade and an outcome. */
export interface CreditPolicy {
  readonly economics: PolicyEconomics;
  /** Approve below this risk score: zero expected profit at the standard margin. */
  readonly approveBelow: number;
  /** Decline at or above this risk score: zero expected profit even at the top margin. Between the two: refer. */
  readonly declineFrom: number;
  readonly points: PointsScale;
  /** Ascending by `upTo`; the last one ends at 1. */
  readonly grades: readonly GradeBand[];
}

import type { FieldValue } from './application.js';

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

/** How a field of an application is compared in a condition. */
export const conditionOperators = ['<', '<=', '>', '>=', '=', '!=', 'in', 'not in', 'missing', 'present'] as const;

export type ConditionOperator = (typeof conditionOperators)[number];

/**
 * One comparison of one field. `<` to `>=` compare numbers, or ISO dates as texts; `in` and `not in` take a list;
 * `missing` and `present` take no value.
 * @example const minor: PolicyCondition = { field: 'age', op: '<', value: 18 };
 */
export interface PolicyCondition {
  readonly field: string;
  readonly op: ConditionOperator;
  readonly value?: FieldValue | readonly FieldValue[];
}

/** A rule that the score cannot outweigh: where all of `when` holds, the application is declined, or sent to a person. */
export interface HardRule {
  /** Names the rule in reports, e.g. "under-age". */
  readonly id: string;
  readonly when: readonly PolicyCondition[];
  readonly outcome: 'decline' | 'refer';
  /** A sentence for the applicant. */
  readonly reason: string;
  /** What to do where a compared field is not known: `refer` (default) sends it to a person, `pass` goes on. */
  readonly whenUnknown?: 'refer' | 'pass';
}

/** Which scored applications a person sees although the cut-offs decided. */
export interface ReferralRules {
  /** Scores nearer than this to a cut-off are referred; in [0, 1], default 0: none. */
  readonly borderlineWidth?: number;
  /** Refer what the engine had a warning about, such as a value never seen in training; default false. */
  readonly onWarnings?: boolean;
}

/** Where the amount at risk stands, so that shares become money. */
export interface PolicyExposure {
  /** Number field of the application that holds the amount asked for; without one every loan counts `typical`. */
  readonly field?: string;
  /** Money where the field is absent or not known; > 0. */
  readonly typical: number;
  /** For people, e.g. "EUR". */
  readonly currency?: string;
}

/** A column of the grid: values of the band field up to and including `upTo`; null = no upper end. */
export interface OfferBand {
  readonly label: string;
  readonly upTo: number | null;
}

/** A row of the grid: what an application of this grade is offered. */
export interface OfferRow {
  readonly grade: string;
  /** Price: lifetime margin as a share of the exposure. */
  readonly margin: number;
  /** Largest amount of money for each band; null = no offer. */
  readonly limits: readonly (number | null)[];
}

/** Price by grade, limit by grade and band of one number field (income, or the amount asked for). */
export interface OfferGrid {
  /** Number field that the bands are of; without one there is a single band. */
  readonly bandField?: string;
  /** Ascending; the last one has no upper end. */
  readonly bands: readonly OfferBand[];
  readonly rows: readonly OfferRow[];
}

/** How a probability of default becomes points, a grade, an outcome, and an offer. */
export interface CreditPolicy {
  readonly economics: PolicyEconomics;
  /** Approve below this risk score: zero expected profit at the standard margin. */
  readonly approveBelow: number;
  /** Decline at or above this risk score: zero expected profit even at the top margin. Between the two: refer. */
  readonly declineFrom: number;
  readonly points: PointsScale;
  /** Ascending by `upTo`; the last one ends at 1. */
  readonly grades: readonly GradeBand[];
  /** Checked in order, declines before referrals; they win over the score. */
  readonly rules?: readonly HardRule[];
  readonly referral?: ReferralRules;
  readonly exposure?: PolicyExposure;
  readonly offers?: OfferGrid;
}

/** Names a stored policy without doubt: two of one hash are the same policy. */
export interface PolicyReference {
  /** Of the store, e.g. "3fa9c1d2e4b7-2". */
  readonly id: string;
  /** Counts the policies of one model: 1, 2, 3, … */
  readonly version: number;
  /** SHA-256 of the policy as canonical JSON, lower-case hex. */
  readonly hash: string;
}

/** Why the outcome is not what the score alone would give. */
export interface DecisionCause {
  readonly kind: 'rule' | 'unknown-field' | 'borderline' | 'warnings' | 'no-offer' | 'enrichment';
  /** Id of the rule, where it was one. */
  readonly rule?: string;
  /** A sentence. */
  readonly text: string;
}

/** Price and limit for an application that was approved or referred. */
export interface Offer {
  /** Lifetime margin as a share of the exposure. */
  readonly margin: number;
  /** Money. */
  readonly limit: number;
  /** Money: what was asked for, at most the limit; the limit where nothing was asked. */
  readonly amount: number;
  /** Money, at this amount and price. */
  readonly expectedProfit: number;
  /** Money, at this amount. */
  readonly expectedLoss: number;
  readonly band: string;
  readonly currency?: string;
}

import type { Application, CreditPolicy, DecisionCause, Offer, Outcome } from '@probity/domain';
import { outcomeOf, riskCategoryOf } from './apply-policy.js';
import { checkConditions } from './check-condition.js';
import { exposureOf, makeOffer } from './make-offer.js';

/** What a policy makes of a scored application. */
export interface PolicyVerdict {
  readonly decision: Outcome;
  /** Absent where the score alone decided. */
  readonly causes?: readonly DecisionCause[];
  /** Absent where the policy has no grid, or the application is declined. */
  readonly offer?: Offer;
}

/**
 * Decides: hard rules first, then the cut-offs, then what a person must see, then the offer.
 *
 * A rule whose field is not known refers, unless it says otherwise; so does an approval for which the grid has no
 * offer. Never a silent approval.
 *
 * @param warnings what the engine has to say of the inputs
 * @param gaps what could not be learned of the applicant, as sentences: a person looks, whatever the score says
 */
export function decideByPolicy(
  policy: CreditPolicy,
  { riskScore, grade }: { readonly riskScore: number; readonly grade: string },
  application: Application,
  warnings: readonly string[],
  gaps: readonly string[] = [],
): PolicyVerdict {
  const byScore = outcomeOf(riskCategoryOf(policy, riskScore));
  const { declines, referrals } = checkRules(policy, application);
  if (declines.length > 0) return { decision: 'decline', causes: declines };

  const causes = [...referrals, ...gaps.map((text) => ({ kind: 'enrichment', text }) as const)];
  if (byScore !== 'refer') causes.push(...findDoubts(policy, riskScore, warnings));
  const offer =
    policy.offers === undefined || byScore === 'decline'
      ? undefined
      : makeOffer({ ...policy, offers: policy.offers }, riskScore, grade, application);
  if (policy.offers !== undefined && offer === undefined && byScore === 'approve') {
    causes.push({ kind: 'no-offer', text: 'The grid of prices and limits has no offer for this application' });
  }
  // A decline by the score stands, whatever a person would like to see: only doubts about the score itself reopen it.
  const doubted = causes.some(({ kind }) => kind === 'borderline' || kind === 'warnings' || kind === 'enrichment');
  const decision = causes.length > 0 && (byScore !== 'decline' || doubted) ? 'refer' : byScore;
  return {
    decision,
    ...(causes.length > 0 && decision === 'refer' ? { causes } : {}),
    ...(offer === undefined || decision === 'decline' ? {} : { offer }),
  };
}

function checkRules({ rules = [] }: CreditPolicy, application: Application) {
  const declines: DecisionCause[] = [];
  const referrals: DecisionCause[] = [];
  for (const { id, when, outcome, reason, whenUnknown = 'refer' } of rules) {
    const result = checkConditions(when, application);
    if (result === 'holds') {
      (outcome === 'decline' ? declines : referrals).push({ kind: 'rule', rule: id, text: reason });
    } else if (result === 'unknown' && whenUnknown === 'refer') {
      const fields = when.map(({ field }) => `"${field}"`).join(', ');
      referrals.push({ kind: 'unknown-field', rule: id, text: `The rule "${id}" needs ${fields}, which is not known` });
    }
  }
  return { declines, referrals };
}

function findDoubts(policy: CreditPolicy, riskScore: number, warnings: readonly string[]): DecisionCause[] {
  const { borderlineWidth = 0, onWarnings = false } = policy.referral ?? {};
  const doubts: DecisionCause[] = [];
  const nearest = Math.min(Math.abs(riskScore - policy.approveBelow), Math.abs(riskScore - policy.declineFrom));
  if (nearest < borderlineWidth) doubts.push({ kind: 'borderline', text: 'The score is close to a cut-off' });
  if (onWarnings && warnings.length > 0) {
    doubts.push({ kind: 'warnings', text: 'The engine has a warning about the inputs' });
  }
  return doubts;
}

/** How a referred application enters the queue. */
export interface ReviewTicket {
  /** Money that hangs on the decision; the queue serves the largest stake × age first. */
  readonly stake: number;
  /** What the engine would do if it had to. */
  readonly suggestion: 'approve' | 'decline';
}

/**
 * What a person is told of a referred application: the money that hangs on it, and which way the engine leans.
 *
 * stake = exposure · (p · lossGivenDefault + (1 − p) · margin): what a wrong approval would lose plus what a wrong
 * refusal would forgo, each by its probability. The engine leans to the nearer cut-off, and to decline where the grid
 * has no offer.
 */
export function reviewTicket(
  policy: CreditPolicy,
  { riskScore, causes }: { readonly riskScore: number; readonly causes?: readonly DecisionCause[] },
  application: Application,
): ReviewTicket {
  const { lossGivenDefault, margin } = policy.economics;
  const stake = exposureOf(policy, application) * (riskScore * lossGivenDefault + (1 - riskScore) * margin);
  const noOffer = causes?.some(({ kind }) => kind === 'no-offer') === true;
  const leansToApprove = riskScore < (policy.approveBelow + policy.declineFrom) / 2 && !noOffer;
  return { stake, suggestion: leansToApprove ? 'approve' : 'decline' };
}

import type { PolicyEntryBody } from '@probity/scoring';
import type { DecisionBody } from '../decisions/decision-entry.js';
import type { VerdictBody } from '../reviews/verdict-entry.js';
import type { Report } from './check-entry.js';
import type { VerificationRow } from './verification-rows.js';

/** Checks that the tables of policies and reviews say of an authentic entry what it says itself, and nothing else. */
export function checkGovernance(row: VerificationRow, report: Report): void {
  const sequence = Number(row.sequence);
  const facts = row.kind.startsWith('policy-') ? (JSON.parse(row.body) as PolicyEntryBody).facts : undefined;
  const sameStep =
    facts === undefined
      ? row.policy_kind === null
      : row.policy_kind === row.kind && row.policy_id === facts.policyId && row.policy_model === facts.model;
  if (!sameStep) report(sequence, 'policy-changed', `the list of policies does not agree with entry ${sequence}`);

  const referral = row.kind === 'decision' ? referralOf(JSON.parse(row.body) as DecisionBody) : undefined;
  if (row.review_id !== (referral?.id ?? null) || row.review_stake !== (referral?.stake ?? null)) {
    report(sequence, 'review-changed', `the review queue does not agree with entry ${sequence}`);
  }
  const decided = row.kind === 'review-decided' ? (JSON.parse(row.body) as VerdictBody).facts.decisionId : null;
  if (row.decided_id !== decided) {
    report(sequence, 'review-changed', `the review queue does not agree with the verdict of entry ${sequence}`);
  }
}

function referralOf({ decision, decisionId, review }: DecisionBody): { id: string; stake: number } | undefined {
  return decision === 'refer' ? { id: decisionId, stake: review?.stake ?? 0 } : undefined;
}

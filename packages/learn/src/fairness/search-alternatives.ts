import { ProbityError } from '@probity/domain';
import { rocAuc } from '../metrics/roc-auc.js';
import { checkScored, type DecisionPrice, type ScoredGroups, type SweptCutOff, sweepCutOffs } from './fair-cut-off.js';

/** One model's scores of the same rows. */
export interface CandidateScores {
  readonly name: string;
  readonly scores: ArrayLike<number>;
}

/** A model and a cut-off that no other beats both in profit and in fairness. */
export interface Alternative {
  readonly candidate: string;
  readonly cutOff: number;
  readonly price: DecisionPrice;
  /** Profit given up against the most profitable of all; ≥ 0. */
  readonly profitForgone: number;
}

export interface AlternativeSearch {
  /** By falling profit, so that fairness rises down the list. */
  readonly pareto: readonly Alternative[];
  /** Models times cut-offs. */
  readonly tried: number;
  /** Best of those that reach the ratio asked for; null when none does. */
  readonly suggested: Alternative | null;
  /** Where it could not be assessed, why. */
  readonly notAssessed?: string;
}

export interface AlternativeSettings {
  /** Adverse impact ratio that the suggestion must reach; default 0.8. */
  readonly leastAdverseImpactRatio?: number;
  /** Share of rows that at least must be approved, in [0, 1]; default 0.01: approving nobody is no business. */
  readonly leastApprovalRate?: number;
  /** At most as many alternatives, spread over the front; default 12. */
  readonly most?: number;
}

/**
 * Searches for a less discriminatory alternative: among models and cut-offs, those that no other beats in both profit
 * and adverse impact ratio (the Pareto front).
 *
 * Candidates are the models at hand: other learners, fewer features, the reweighed refit. All must have scored the same
 * rows, which none should have been trained on. Alternatives that lose money are left out where others make some.
 *
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT (no candidate)
 * Cost: O(candidates × n log n).
 * Source: the search for less discriminatory alternatives under 12 CFR 1002.6(a), comment 2; Gillis, Meursault & Ustun 2024.
 */
export function searchAlternatives(
  candidates: readonly CandidateScores[],
  common: Omit<ScoredGroups, 'scores'>,
  settings: AlternativeSettings = {},
): AlternativeSearch {
  const { leastAdverseImpactRatio = 0.8, leastApprovalRate = 0.01, most = 12 } = settings;
  if (candidates.length === 0) {
    const message = '`candidates` of `searchAlternatives` must hold at least one model; got none';
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'candidates' });
  }
  const all = candidates.flatMap(({ name, scores }) => {
    const scored = { ...common, scores };
    checkScored('searchAlternatives', scored);
    const auc = rocAuc(scores, common.labels);
    return sweepCutOffs(scored).map((swept) => ({ name, auc, swept }));
  });
  const usable = all.filter(({ swept }) => swept.adverseImpactRatio !== null);
  if (usable.length === 0) {
    const notAssessed = 'fewer than two groups are large enough to be compared';
    return { pareto: [], tried: all.length, suggested: null, notAssessed };
  }
  const lending = usable.filter(({ swept }) => swept.approvedShare >= leastApprovalRate);
  lending.sort(
    (a, b) => b.swept.profit - a.swept.profit || (b.swept.adverseImpactRatio ?? 0) - (a.swept.adverseImpactRatio ?? 0),
  );
  const top = lending[0]?.swept.profit ?? 0;
  // Where money can be made, losing it is no alternative.
  const worth = lending.filter(({ swept }) => top <= 0 || swept.profit > 0);
  const front: Alternative[] = [];
  let fairest = -1;
  for (const { name, auc, swept } of worth) {
    const ratio = swept.adverseImpactRatio ?? 0;
    if (ratio <= fairest) continue;
    fairest = ratio;
    front.push({ candidate: name, cutOff: swept.cutOff, price: priced(swept, auc), profitForgone: top - swept.profit });
  }
  const suggested = front.find(({ price }) => (price.adverseImpactRatio ?? 0) >= leastAdverseImpactRatio) ?? null;
  return { pareto: spread(front, most, suggested), tried: all.length, suggested };
}

function priced(swept: SweptCutOff, auc: number): DecisionPrice {
  const { approvedShare, badRate, profit, adverseImpactRatio, equalOpportunityGap } = swept;
  return { rocAuc: auc, approvalRate: approvedShare, badRate, profit, adverseImpactRatio, equalOpportunityGap };
}

/** Evenly over the front, its ends and the suggestion included. */
function spread(front: readonly Alternative[], most: number, keep: Alternative | null): readonly Alternative[] {
  if (front.length <= most) return front;
  const chosen = new Set(
    Array.from({ length: most }, (_, step) => Math.round((step / (most - 1)) * (front.length - 1))),
  );
  return front.filter((alternative, index) => chosen.has(index) || alternative === keep);
}

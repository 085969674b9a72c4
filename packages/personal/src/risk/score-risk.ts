import { sigmoid } from '@probity/numerics';
import type { BalanceSource } from '../balance/daily-balance.js';
import type { RiskInputName, RiskInputs } from './risk-inputs.js';
import { type RiskModel, type RiskTerm, riskModels } from './risk-model.js';

export type PersonalRiskCategory = 'low' | 'medium' | 'high';

/** Low < 0.40 ≤ Medium ≤ 0.70 < High. */
export const RISK_CUTS = { medium: 0.4, high: 0.7 } as const;

/** What one input added to the score, in log-odds against the average household of the simulation. */
export interface RiskContribution {
  readonly input: RiskInputName;
  readonly value: number;
  readonly average: number;
  /** Above 0 raises the risk. */
  readonly logOdds: number;
}

/** A person's risk of an overdraft in the next 90 days, as the simulated households have it. */
export interface PersonalRisk {
  /** 0 to 1, higher is riskier. */
  readonly riskScore: number;
  readonly category: PersonalRiskCategory;
  /** 'with-balance', or 'flows-only' where the level of the balance is not known. */
  readonly model: RiskModel['name'];
  /** All contributions, the largest first whatever their sign; with `baseline` they add up to the score's log-odds. */
  readonly contributions: readonly RiskContribution[];
  readonly baseline: number;
  /** What raises the risk, at most four, in words. */
  readonly reasons: readonly { readonly input: RiskInputName; readonly text: string }[];
}

/** Contributions below this are no reason: less than a tenth more in odds. */
const LEAST_REASON = 0.1;
const MOST_REASONS = 4;

/**
 * Scores a person's risk: the probability, among simulated households, that the money at hand falls below 0 on a day of
 * the next 90. A logistic model in broken lines: its
 * log-odds are a sum of one effect an input, so the contributions are exact.
 *
 * It was trained on simulated households only; see docs/methods/personal.md for what that means and how well it orders
 * real accounts.
 *
 * @param source where the balance comes from; derived: the model without balances answers
 */
export function scoreRisk(inputs: RiskInputs, source: BalanceSource): PersonalRisk {
  const model = riskModels[source === 'derived' ? 'flows-only' : 'with-balance'];
  const contributions = model.terms
    .map((term) => ({
      ...{ input: term.input, average: term.average, value: inputs[term.input] },
      logOdds: effectOf(term, inputs[term.input]),
    }))
    .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
  let logOdds = model.baseline;
  for (const contribution of contributions) logOdds += contribution.logOdds;
  const riskScore = sigmoid(logOdds);
  const reasons = contributions
    .filter((contribution) => contribution.logOdds >= LEAST_REASON)
    .slice(0, MOST_REASONS)
    .map((contribution) => ({ input: contribution.input, text: reasonWords[contribution.input](contribution) }));
  return {
    riskScore,
    category: riskCategoryOf(riskScore),
    model: model.name,
    contributions,
    baseline: model.baseline,
    reasons,
  };
}

/** Read off the broken line. */
function effectOf({ points }: RiskTerm, value: number): number {
  const next = points.findIndex(([at]) => at >= value);
  if (next <= 0) return points[next === 0 ? 0 : points.length - 1]?.[1] ?? 0;
  const [left, low] = points[next - 1] as readonly [number, number];
  const [right, high] = points[next] as readonly [number, number];
  return low + ((value - left) / (right - left)) * (high - low);
}

/** @example riskCategoryOf(0.7) // 'medium' */
export function riskCategoryOf(riskScore: number): PersonalRiskCategory {
  return riskScore < RISK_CUTS.medium ? 'low' : riskScore <= RISK_CUTS.high ? 'medium' : 'high';
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
const days = (count: number) => `${Math.round(count)} ${Math.abs(Math.round(count)) === 1 ? 'day' : 'days'}`;

const reasonWords: Readonly<Record<RiskInputName, (contribution: RiskContribution) => string>> = {
  expenseIncomeRatio: ({ value, average }) =>
    value >= 1
      ? `more goes out than comes in: ${percent(value)} of income in the last half year`
      : `little of the income is left: ${percent(value)} is spent, on average ${percent(average)}`,
  lowBalanceFrequency: ({ value }) => `the balance is often low: on ${percent(value)} of days below a week of spending`,
  overdrawnDays: ({ value }) => `the account was overdrawn on ${percent(value)} of the last 90 days`,
  bufferDays: ({ value }) => `the money at hand lasts ${days(Math.max(0, value))} of usual spending`,
  lowestBufferDays: ({ value }) =>
    value < 0
      ? 'the account was overdrawn in the last two months'
      : `at its lowest in two months the balance would have lasted ${days(value)}`,
  incomeSwing: ({ value }) => `income changes by ${percent(value)} from month to month`,
  expenseSwing: ({ value }) => `spending changes by ${percent(value)} from month to month`,
  essentialShare: ({ value }) => `${percent(value)} of spending can hardly be cut`,
  largestExpense: ({ value }) => `a single payment took ${percent(value)} of a month’s income`,
};

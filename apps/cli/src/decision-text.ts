import type { Contribution, Decision } from '@probity/domain';
import { formatTable, percent } from './terminal.js';

/** A decision as a person reads it on a terminal. */
export function describeDecision(decision: Decision): string[] {
  const { riskScore, riskCategory, grade, points, reasons, model, warnings, causes = [], offer, policy } = decision;
  return [
    `${decision.decision.toUpperCase()}  risk ${percent(riskScore, 2)} (${riskCategory}), grade ${grade}, ${points} points`,
    ...causes.map(({ text }) => `  ${text}`),
    ...(offer === undefined
      ? []
      : [
          `  offer ${offer.amount} of at most ${offer.limit}${offer.currency === undefined ? '' : ` ${offer.currency}`} at a margin of ${percent(offer.margin)}`,
        ]),
    ...(reasons.length === 0
      ? ['  no factor raises the risk above the average']
      : reasons.map((reason, index) => `  ${index + 1}. ${reason.text}`)),
    ...warnings.map((warning) => `  note: ${warning}`),
    `  decision ${decision.decisionId}, ${model.name}@${model.version}, hash ${model.hash.slice(0, 12)}${policy === undefined ? '' : `, policy ${policy.id}`}`,
  ];
}

/** Baseline, every feature's share, largest first, and the margin they add up to. */
export function describeExplanation(decision: Decision): string[] {
  const { baseline, margin, contributions } = decision.explanation;
  const bySize = [...contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return formatTable([
    ['factor', 'value', 'log-odds'],
    ['(average application)', '', signed(baseline)],
    ...bySize.map((share) => [share.label, shownValue(share), signed(share.contribution)]),
    ['(this application)', '', signed(margin)],
  ]);
}

/** A decision as the API answers it. */
export function decisionJson(decision: Decision): Omit<Decision, 'application'> {
  const { application: _application, ...answer } = decision;
  return answer;
}

function shownValue({ value }: Contribution): string {
  return value === null ? 'not known' : String(value);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

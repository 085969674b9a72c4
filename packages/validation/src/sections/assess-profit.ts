import type { CreditPolicy } from '@probity/domain';
import { costCurve, profitAt, profitCurve } from '@probity/learn';
import { createRandom, quantileOfSorted } from '@probity/numerics';
import { figure, notAssessed, type ReportSection } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import type { ValidationSettings } from '../validation-settings.js';
import { intervalOf } from './assess-discrimination.js';
import { pick, short, thinCurve } from './thin-curve.js';

/** What cut-offs would have earned: profit curve, the best cut-off and the policy's, cost curve. */
export function assessProfit(
  sample: ValidationSample,
  policy: CreditPolicy,
  settings: ValidationSettings,
  context: { readonly seed: number; readonly resamples: number },
): ReportSection {
  const [id, title] = ['profit', 'Profit and cost'];
  const { riskScores, labels, bads, rowCount, exposures } = sample;
  if (bads === 0 || bads === rowCount) return notAssessed(id, title, 'only one outcome is present');
  const money = settings.money ?? {
    goodGain: policy.economics.margin,
    badCost: policy.economics.lossGivenDefault,
  };
  const matrix = { approvedGood: money.goodGain, approvedBad: -money.badCost };
  const currency = money.currency === undefined ? '' : ` ${money.currency}`;
  const unit = settings.exposure === undefined ? 'per loan' : `per unit of ${settings.exposure}`;
  const curve = profitCurve(riskScores, labels, matrix, exposures);
  const at = (cutOff: number) => profitAt(riskScores, labels, cutOff, matrix, exposures);
  const bestCutOff = curve.cutOffs[curve.best] ?? 0;
  const [best, atPolicy, all] = [at(bestCutOff), at(policy.approveBelow), at(Infinity)];
  const interval = bootstrapProfit(sample, matrix, policy.approveBelow, context);
  const noAmount = exposures?.reduce((count, value) => count + (value === 0 ? 1 : 0), 0) ?? 0;
  const points = thinCurve(curve.approvalRates);
  const costs = costCurve(riskScores, labels, 40);
  const operating = (bads * money.badCost) / (bads * money.badCost + (rowCount - bads) * money.goodGain);
  const lost = best.profit - atPolicy.profit;
  // Of what the best cut-off gains over approving everybody or nobody.
  const stake = best.profit - Math.max(0, all.profit);
  return {
    id,
    title,
    status: 'assessed',
    light: atPolicy.profit < 0 ? 'red' : stake > 0 && lost > 0.2 * stake ? 'amber' : 'green',
    finding: `The policy's cut-off of ${(100 * policy.approveBelow).toFixed(1)} % earns ${amount(atPolicy.profit)}${currency} here, the best one (${
      Number.isFinite(bestCutOff) ? `${(100 * bestCutOff).toFixed(1)} %` : 'everybody'
    }) ${amount(best.profit)}, approving everybody ${amount(all.profit)}.`,
    blocks: [
      {
        kind: 'figures',
        figures: [
          figure('goodGain', `a good loan earns, ${unit}`, money.goodGain, { format: 'money', method: 'profit' }),
          figure('badCost', `a bad loan loses, ${unit}`, money.badCost, { format: 'money', method: 'profit' }),
          figure('profitAtPolicy', "profit at the policy's cut-off", atPolicy.profit, {
            format: 'money',
            interval: intervalOf(interval, '95 %, bootstrap'),
            method: 'profit',
          }),
          figure('approvalAtPolicy', 'approved there', atPolicy.approvalRate, { format: 'share' }),
          figure('badRateAtPolicy', 'bad rate among them', atPolicy.badRate, { format: 'share' }),
          figure('bestCutOff', 'profit-best cut-off on these rows', bestCutOff, {
            format: 'share',
            ...(Number.isFinite(bestCutOff) ? {} : { note: 'approve everybody' }),
            method: 'profit',
          }),
          figure('bestProfit', 'profit there', best.profit, {
            format: 'money',
            note: 'chosen on these rows, so a little too good',
            method: 'profit',
          }),
          figure('approvalAtBest', 'approved there', best.approvalRate, { format: 'share' }),
          figure('profitOfAll', 'profit of approving everybody', all.profit, { format: 'money', method: 'profit' }),
          ...(noAmount === 0
            ? []
            : [figure('rowsWithoutExposure', 'rows without an amount, counted as 0', noAmount, { format: 'count' })]),
        ],
      },
      {
        kind: 'chart',
        id: 'profit',
        title: `Profit by share approved${currency === '' ? '' : `, in${currency}`}`,
        x: { label: 'share approved, safest first', format: 'share' },
        y: { label: 'profit on these rows', format: 'money' },
        series: [{ name: 'model', x: pick(curve.approvalRates, points), y: pick(curve.profits, points) }],
        marks: [
          { x: short(atPolicy.approvalRate), label: 'policy' },
          { x: short(best.approvalRate), label: 'best' },
        ],
        method: 'profit',
      },
      {
        kind: 'chart',
        id: 'cost',
        title: 'Cost curve',
        x: { label: 'probability cost', format: 'share' },
        y: { label: 'least expected cost, share of the worst' },
        series: [
          { name: 'model', x: costs.probabilityCosts.map(short), y: costs.expectedCosts.map(short) },
          {
            name: 'treating all alike',
            x: costs.probabilityCosts.map(short),
            y: costs.trivialCosts.map(short),
            draw: 'reference',
          },
        ],
        marks: [{ x: short(operating), label: 'here' }],
        note: '"Here" is where the bad rate and the money of this report lie.',
        method: 'cost-curve',
      },
    ],
  };
}

function bootstrapProfit(
  { riskScores, labels, exposures, rowCount }: ValidationSample,
  money: { readonly approvedGood: number; readonly approvedBad: number },
  cutOff: number,
  { seed, resamples }: { readonly seed: number; readonly resamples: number },
): readonly [number, number] {
  const parts = riskScores.map((score, row) =>
    score < cutOff ? (labels[row] === 1 ? money.approvedBad : money.approvedGood) * (exposures?.[row] ?? 1) : 0,
  );
  const random = createRandom(seed).fork('profit');
  const totals = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let total = 0;
    for (let draw = 0; draw < rowCount; draw++) total += parts[random.nextUint32Below(rowCount)] ?? 0;
    totals[resample] = total;
  }
  totals.sort();
  return [quantileOfSorted(totals, 0.025), quantileOfSorted(totals, 0.975)];
}

function amount(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

import type { ReadBundle } from '@probity/scoring';
import { LineChart } from '../charts/LineChart.js';
import { formatNumber, formatPercent } from '../format/format-number.js';

interface CostPanelProps {
  readonly bundle: ReadBundle;
  /** Of the company in hand. */
  readonly probability: number | undefined;
}

/** What mistakes cost at every cut, with the one that was chosen. */
export function CostPanel({ bundle, probability }: CostPanelProps) {
  const { cost, rivals = [], metrics } = bundle.evaluation;
  if (cost === undefined) return null;
  const { costs, curve, rows } = cost;
  // Most scores are low: beyond a few times the cut the curve only rises.
  const last = Math.max(6 * cost.cut, 6 * cost.breakEven, 0.1);
  const shown = curve.cutOffs.flatMap((cutOff, index) => (cutOff <= last ? [index] : []));
  const money = (amount: number) =>
    `${formatNumber(Math.round(amount))}${costs.currency === undefined ? '' : ` ${costs.currency}`}`;
  // Words of lines that are near each other would lie on each other: the company's is then the dashed line without.
  const isNear = probability !== undefined && Math.abs(probability - cost.cut) < last / 5;
  const marks = [
    { x: cost.cut, label: `cut ${formatPercent(cost.cut, 1)}${isNear ? ', this company beside it' : ''}` },
    ...(probability !== undefined && probability <= last
      ? [{ x: probability, label: isNear ? '' : 'this company' }]
      : []),
  ];
  return (
    <section className="card company-cost" aria-label="Cost of mistakes">
      <h2>Where to cut</h2>
      <p className="muted">
        A missed bankruptcy costs {formatPercent(costs.lossGivenDefault, 0)} of what is at stake (
        {money(costs.exposure)}), a false alarm {formatPercent(costs.margin, 1)}. Measured on {formatNumber(rows)}{' '}
        company-years the model had not seen, each fold cut by the others: {money(cost.cost / rows)} a company-year (95
        % {money(cost.interval[0] / rows)} to {money(cost.interval[1] / rows)}); nobody called high risk would cost{' '}
        {money(cost.costOfNobody / rows)}, everybody {money(cost.costOfEverybody / rows)}.
      </p>
      <LineChart
        title="Cost of mistakes per company-year"
        x={{ label: 'High risk from this probability on', format: 'share' }}
        y={{ label: 'Cost', format: 'money' }}
        series={[
          {
            name: 'cost per company-year',
            x: shown.map((index) => curve.cutOffs[index] ?? 0),
            y: shown.map((index) => (curve.costs[index] ?? 0) / rows),
          },
        ]}
        marks={marks}
        describe={(_, point) => `${formatPercent(curve.flaggedShares[shown[point] ?? 0] ?? 0, 1)} called high risk`}
      />
      {rivals.length > 0 && (
        <p className="muted">
          ROC AUC on the same rows: the model {metrics.rocAuc.toFixed(3)};{' '}
          {rivals.map(({ title, rocAuc }) => `${title} ${rocAuc.toFixed(3)}`).join('; ')}.
        </p>
      )}
    </section>
  );
}

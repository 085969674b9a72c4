import type { CreditMetrics, EvaluationRecord } from '@probity/scoring';
import { formatPercent } from '../format/format-number.js';

const metrics: readonly (readonly [name: keyof CreditMetrics, label: string, about: string])[] = [
  ['rocAuc', 'ROC AUC', 'Chance that a bad one scores riskier than a good one'],
  ['gini', 'Gini', 'Twice the AUC, less one'],
  ['ks', 'KS', 'Widest gap between bads and goods'],
  ['prAuc', 'PR AUC', 'Mean precision over recall'],
  ['brier', 'Brier', 'Mean squared error of the probability; lower is better'],
  ['logLoss', 'Log loss', 'Lower is better'],
  ['f1', 'F1', 'At the approval cut-off'],
];

/** Every metric with its interval, beside what a logistic regression and the base rate alone come to. */
export function MetricTable({ evaluation }: { readonly evaluation: EvaluationRecord }) {
  const { baselines, intervals, policy } = evaluation;
  return (
    <section className="card" aria-labelledby="metrics">
      <h2 id="metrics">How good it is</h2>
      <div className="table-scroll">
        <table className="metric-table">
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col" className="number">
                Model
              </th>
              <th scope="col" className="number">
                95 % interval
              </th>
              <th scope="col" className="number">
                Logistic
              </th>
              <th scope="col" className="number">
                Base rate only
              </th>
            </tr>
          </thead>
          <tbody>
            {metrics.map(([name, label, about]) => (
              <tr key={name}>
                <th scope="row">
                  {label}
                  <small>{about}</small>
                </th>
                <td className="number metric-value">{evaluation.metrics[name].toFixed(4)}</td>
                <td className="number">{intervals[name].map((end) => end.toFixed(3)).join(' – ')}</td>
                <td className="number">{baselines.logistic[name].toFixed(4)}</td>
                <td className="number">{baselines.dummy[name].toFixed(4)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted metric-policy">
        At its own cut-offs: {formatPercent(policy.approvalRate)} approved, {formatPercent(policy.referRate)} referred,{' '}
        {formatPercent(policy.declineRate)} declined
        {policy.badRate === null ? '' : `; ${formatPercent(policy.badRate)} of the approved went bad`}.
      </p>
    </section>
  );
}

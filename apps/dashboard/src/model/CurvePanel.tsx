import type { CreditPolicy } from '@probity/domain';
import { wilsonRateInterval } from '@probity/numerics';
import type { EvaluationRecord } from '@probity/scoring';
import { useNavigate } from '@tanstack/react-router';
import { LineChart } from '../charts/LineChart.js';
import { formatPercent } from '../format/format-number.js';

interface CurvePanelProps {
  readonly evaluation: EvaluationRecord;
  readonly policy: CreditPolicy;
}

/** ROC, precision and recall, calibration; a point leads to the recorded decisions from its risk score on. */
export function CurvePanel({ evaluation, policy }: CurvePanelProps) {
  const navigate = useNavigate();
  const { curves } = evaluation;
  if (curves === undefined) {
    return (
      <section className="card" aria-label="Curves">
        <p className="muted">This model was trained before curves were kept. Train it again to see them.</p>
      </section>
    );
  }
  const { roc, precisionRecall, calibration } = curves;
  const from = (riskScore: number | undefined) =>
    void navigate({ to: '/decisions', search: { from: Number((riskScore ?? 0).toPrecision(6)) } });
  const cutWords = (cutOff: number | undefined) => `risk score from ${formatPercent(cutOff ?? 0)}`;
  const starts = calibration.map(({ meanScore }) => meanScore);
  const most = Math.max(...calibration.flatMap(({ meanScore, badRate }) => [meanScore, badRate]));
  const intervals = calibration.map(({ rows, badRate }) => wilsonRateInterval(badRate * rows, rows));
  return (
    <section className="card" aria-labelledby="curves">
      <h2 id="curves">Curves</h2>
      <div className="curve-grid">
        <LineChart
          title="ROC"
          x={{ label: 'Goods called bad', format: 'share' }}
          y={{ label: 'Bads called bad', format: 'share' }}
          series={[
            { name: 'Model', x: roc.falsePositiveRates, y: roc.recalls },
            { name: 'By chance', x: [0, 1], y: [0, 1], draw: 'reference' },
          ]}
          describe={(_, point) => cutWords(roc.cutOffs[point])}
          onPick={(_, point) => from(roc.cutOffs[point])}
        />
        <LineChart
          title="Precision and recall"
          x={{ label: 'Recall: bads called bad', format: 'share' }}
          y={{ label: 'Precision: bad among those called bad', format: 'share' }}
          series={[{ name: 'Model', x: precisionRecall.recalls, y: precisionRecall.precisions }]}
          describe={(_, point) => cutWords(precisionRecall.cutOffs[point])}
          onPick={(_, point) => from(precisionRecall.cutOffs[point])}
        />
        <LineChart
          title="Calibration"
          x={{ label: 'Predicted', format: 'share' }}
          y={{ label: 'Observed', format: 'share' }}
          series={[
            {
              name: 'Tenths of the rows, with 95 % intervals',
              x: starts,
              y: calibration.map(({ badRate }) => badRate),
              low: intervals.map(([low]) => low),
              high: intervals.map(([, high]) => high),
            },
            { name: 'Perfect', x: [0, most], y: [0, most], draw: 'reference' },
          ]}
          marks={policy.approveBelow < most ? [{ x: policy.approveBelow, label: 'approve below' }] : []}
          describe={(_, point) => `${calibration[point]?.rows} rows`}
          onPick={(_, point) => from(starts[point])}
        />
      </div>
    </section>
  );
}

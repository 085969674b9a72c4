import { Button, NumberInput, RangeSlider } from '@mantine/core';
import type { CreditPolicy } from '@probity/domain';
import {
  type BackTestReport,
  type CutOffPoint,
  type CutOffStrategy,
  chooseCutOffs,
  cutOffCurve,
  type HistoryRow,
} from '@probity/scoring';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { LineChart } from '../charts/LineChart.js';
import { formatFigure } from '../format/format-figure.js';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { CutOffHistogram } from './CutOffHistogram.js';
import { type CutOffOutcome, outcomeOf } from './sample-history.js';

interface CutOffPanelProps {
  readonly report: BackTestReport;
  readonly history: readonly HistoryRow[];
  /** As it is being tried. */
  readonly policy: CreditPolicy;
  /** What decides now. */
  readonly live: CreditPolicy;
  readonly onChange: (approveBelow: number, declineFrom: number) => void;
}

/** Two cut-offs over the scores of history, and what they mean at once: approval, bad rate, money. */
export function CutOffPanel({ report, history, policy, live, onChange }: CutOffPanelProps) {
  const [target, setTarget] = useState<number | string>(5);
  const now = useMemo(() => outcomeOf(history, policy), [history, policy]);
  const before = useMemo(() => outcomeOf(history, live), [history, live]);
  const curve = useMemo(() => readableCurve(cutOffCurve(history, policy.economics, 161)), [history, policy.economics]);
  const knowsSome = report.knownRows > 0;
  const choose = (strategy: CutOffStrategy) => {
    const { approveBelow, declineFrom } = chooseCutOffs(history, policy.economics, strategy);
    onChange(approveBelow, declineFrom);
  };
  const share = Number(target) / 100;
  const isShare = share > 0 && share <= 1;

  return (
    <section className="card cut-off-panel" aria-labelledby="cut-offs-title">
      <h2 id="cut-offs-title">Cut-offs</h2>
      <div className="cut-off-chart">
        <CutOffHistogram
          bins={report.histogram}
          approveBelow={policy.approveBelow}
          declineFrom={policy.declineFrom}
          live={live}
        >
          <RangeSlider
            className="cut-off-slider"
            min={0}
            max={1}
            step={0.001}
            minRange={0}
            value={[policy.approveBelow, policy.declineFrom]}
            onChange={([approveBelow, declineFrom]) => onChange(approveBelow, declineFrom)}
            label={(value) => formatPercent(value)}
            thumbFromLabel="Approve below this risk score"
            thumbToLabel="Decline from this risk score on"
            color="gray"
          />
        </CutOffHistogram>
      </div>
      <p className="cut-off-words">
        Approve below <b>{formatPercent(policy.approveBelow)}</b>, decline from{' '}
        <b>{formatPercent(policy.declineFrom)}</b>, refer between.{' '}
        <span className="muted">Thin lines: what is live.</span>
      </p>
      <div className="cut-off-choices">
        <Button variant="default" size="xs" onClick={() => choose({ by: 'break-even' })}>
          Break even
        </Button>
        <Button variant="default" size="xs" disabled={!knowsSome} onClick={() => choose({ by: 'profit' })}>
          Most profit
        </Button>
        <span className="cut-off-target">
          <NumberInput
            aria-label="Target in per cent"
            size="xs"
            w={84}
            min={0.1}
            max={100}
            suffix=" %"
            value={target}
            onChange={setTarget}
          />
          <Button
            variant="default"
            size="xs"
            disabled={!isShare}
            onClick={() => choose({ by: 'approval-rate', target: share, referRate: 0.1 })}
          >
            Approve so many
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!isShare || !knowsSome}
            onClick={() => choose({ by: 'bad-rate', target: share, referRate: 0.1 })}
          >
            Bad rate at most
          </Button>
        </span>
      </div>
      <Figures now={now} before={before} />
      <LineChart
        title="Profit of the approved, by cut-off"
        x={{ label: 'Approve below', format: 'share' }}
        y={{ label: 'Profit', format: 'money' }}
        series={[
          { name: 'what happened', x: curve.map(({ cutOff }) => cutOff), y: curve.map(({ profit }) => profit) },
          {
            name: 'expected by the scores',
            x: curve.map(({ cutOff }) => cutOff),
            y: curve.map((one) => one.expectedProfit),
          },
        ]}
        marks={[{ x: policy.approveBelow, label: 'approve' }]}
        onPick={(series, point) => {
          const cutOff = curve[point]?.cutOff;
          if (series >= 0 && cutOff !== undefined) onChange(cutOff, Math.max(cutOff, policy.declineFrom));
        }}
        height={230}
      />
      <p className="muted">
        On {formatNumber(history.length)} of {formatNumber(report.total.rows)} rows of history, by score alone.{' '}
        <Link to="/decisions" search={{ outcome: 'refer' }}>
          The decisions that were referred
        </Link>
      </p>
    </section>
  );
}

/** Without the cut-offs that lose more than the best one earns: they would flatten all that matters. */
function readableCurve(curve: readonly CutOffPoint[]): readonly CutOffPoint[] {
  const best = Math.max(...curve.map(({ profit, expectedProfit }) => Math.max(profit, expectedProfit)));
  return curve.filter(({ profit, expectedProfit }) => Math.min(profit, expectedProfit) >= -Math.max(best, 0));
}

function Figures({ now, before }: { readonly now: CutOffOutcome; readonly before: CutOffOutcome }) {
  const rows = [
    ['Approved', formatPercent(now.approvalRate), formatPercent(before.approvalRate)],
    ['Referred', formatPercent(now.referRate), formatPercent(before.referRate)],
    ['Declined', formatPercent(now.declineRate), formatPercent(before.declineRate)],
    ['Bad rate', rateText(now), rateText(before)],
    ['Profit', formatFigure(now.profit, 'money'), formatFigure(before.profit, 'money')],
    ['Expected profit', formatFigure(now.expectedProfit, 'money'), formatFigure(before.expectedProfit, 'money')],
  ];
  return (
    <dl className="cut-off-figures" aria-live="polite">
      {rows.map(([name, value, was]) => (
        <div key={name} data-figure={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          <dd className="was">{value === was ? 'as live' : `live ${was}`}</dd>
        </div>
      ))}
    </dl>
  );
}

function rateText({ badRate, approvalRate }: CutOffOutcome): string {
  if (badRate !== null) return formatPercent(badRate);
  return approvalRate === 0 ? '–' : 'not assessed';
}

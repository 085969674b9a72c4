import type { Assessment } from '@probity/domain';
import { digitsApart, formatPercent, formatSigned } from '../format/format-number.js';
import { OutcomeBadge } from './OutcomeBadge.js';

export interface CutOffs {
  readonly approveBelow: number;
  readonly declineFrom: number;
}

interface ScoreHeadlineProps {
  readonly assessment: Assessment;
  readonly recorded?: Assessment | undefined;
  readonly cutOffs?: CutOffs | undefined;
}

/** The figures one looks for first; beside a recorded assessment, also how far they moved. */
export function ScoreHeadline({ assessment, recorded, cutOffs }: ScoreHeadlineProps) {
  const { riskScore, riskCategory, points, grade, decision } = assessment;
  const digits = digitsApart(riskScore, cutOffs === undefined ? [] : [cutOffs.approveBelow, cutOffs.declineFrom]);
  const [whole, unit] = formatPercent(riskScore, digits).split('\u202f');
  return (
    <div className="headline">
      <div className="headline-score">
        <p className="headline-caption">Risk score</p>
        <p className="headline-figure" data-testid="risk-score" data-exact={riskScore} title={`exactly ${riskScore}`}>
          {whole}
          <small>{unit}</small>
        </p>
        <p className="headline-sub">probability of a bad outcome</p>
      </div>
      <div className="headline-side">
        <OutcomeBadge outcome={decision} />
        {recorded !== undefined && recorded.decision !== decision && (
          <p className="headline-was">
            recorded: <b>{recorded.decision}</b>
          </p>
        )}
        <dl className="headline-facts">
          <div>
            <dt>Grade</dt>
            <dd>
              {recorded !== undefined && recorded.grade !== grade && <s>{recorded.grade}</s>} {grade}
            </dd>
          </div>
          <div>
            <dt>Points</dt>
            <dd>
              {points}
              {recorded !== undefined && recorded.points !== points && (
                <small> {formatSigned(points - recorded.points, 0)}</small>
              )}
            </dd>
          </div>
          <div>
            <dt>Risk</dt>
            <dd>{riskCategory}</dd>
          </div>
        </dl>
      </div>
      {recorded !== undefined && <ScoreChange from={recorded.riskScore} to={riskScore} />}
    </div>
  );
}

function ScoreChange({ from, to }: { readonly from: number; readonly to: number }) {
  const change = (to - from) * 100;
  const digits = Math.abs(change) < 0.1 ? 3 : 1;
  const direction = to > from ? 'up' : to < from ? 'down' : undefined;
  return (
    <p className="headline-change" data-direction={direction} data-testid="score-change">
      {direction === undefined
        ? 'as recorded'
        : `${formatSigned(change, digits)} pp against ${formatPercent(from)} recorded`}
    </p>
  );
}

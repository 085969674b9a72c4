import type { ScorecardRowsResponse } from '@probity/contract';
import { formatNumber, formatSigned } from '../format/format-number.js';
import type { EditedCard } from './edited-card.js';

interface CardHeadProps {
  readonly before: EditedCard;
  readonly edited: EditedCard;
  readonly rows: ScorecardRowsResponse | undefined;
  readonly isLoading: boolean;
  /** On rows the card had not seen, as measured when it was fitted. */
  readonly measured: number;
  readonly split: string;
}

/** What the card as a whole comes to, as it was and as it is now. */
export function CardHead({ before, edited, rows, isLoading, measured, split }: CardHeadProps) {
  const { card, gini } = edited;
  const points = card.variables.map(({ bins }) => bins.map((bin) => bin.points));
  const least = points.reduce((sum, bins) => sum + Math.min(...bins), 0);
  const most = points.reduce((sum, bins) => sum + Math.max(...bins), 0);
  const { basePoints, baseOdds, pointsToDoubleOdds } = card.scale;
  const change = gini === undefined || before.gini === undefined ? 0 : gini - before.gini;
  const seen = rows?.rows?.labels.length;
  return (
    <dl className="card card-figures">
      <div>
        <dt>Gini of the card, training rows</dt>
        <dd>
          {gini === undefined ? (
            <span className="muted">{isLoading ? '…' : `not assessed: ${rows?.notAssessed ?? 'no rows'}`}</span>
          ) : (
            <output aria-label="Gini of the card">
              {gini.toFixed(4)}
              {change !== 0 && <small data-direction={change < 0 ? 'up' : 'down'}>{formatSigned(change, 4)}</small>}
            </output>
          )}
        </dd>
        {seen !== undefined && rows?.rows !== null && rows?.rows !== undefined && (
          <dd className="muted">
            {seen === rows.rows.rowCount
              ? `all ${formatNumber(seen)} rows`
              : `${formatNumber(seen)} of ${formatNumber(rows.rows.rowCount)} rows`}
            , weights as they are
          </dd>
        )}
      </div>
      <div>
        <dt>Gini when fitted, unseen rows</dt>
        <dd>{measured.toFixed(4)}</dd>
        <dd className="muted">{split}</dd>
      </div>
      <div>
        <dt>Variables</dt>
        <dd>{card.variables.length}</dd>
        <dd className="muted">{card.excluded.length} left out</dd>
      </div>
      <div>
        <dt>Points</dt>
        <dd>
          {formatNumber(Math.round(least))} to {formatNumber(Math.round(most))}
        </dd>
        <dd className="muted">
          {basePoints} at {baseOdds} : 1, {pointsToDoubleOdds} double the odds
        </dd>
      </div>
    </dl>
  );
}

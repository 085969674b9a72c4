import type { DatasetProfileResponse } from '@probity/contract';
import { LineChart } from '../charts/LineChart.js';

/** PSI from which a shift is worth a look, and from which it is large; a convention, not a test. */
const LOOK = 0.1;
const LARGE = 0.25;

interface MonthsPanelProps {
  readonly profile: DatasetProfileResponse;
  readonly onColumn: (column: string) => void;
}

/** Bad rate by month, and which columns move most. */
export function MonthsPanel({ profile, onColumn }: MonthsPanelProps) {
  const { stability } = profile;
  if (stability === null) {
    const reason = profile.notAssessed.find(({ part }) => part === 'stability')?.reason ?? 'no time column';
    return <p className="muted">Not assessed: {reason}.</p>;
  }
  const x = stability.months.map((_, month) => month);
  return (
    <div className="data-columns">
      <div>
        {stability.badRates !== null && (
          <LineChart
            title="Bad rate by month"
            x={{ label: 'Month', ticks: stability.months }}
            y={{ label: 'Bad rate', format: 'share' }}
            series={[known('bad rate', x, stability.badRates)]}
          />
        )}
        <LineChart
          title="Rows by month"
          x={{ label: 'Month', ticks: stability.months }}
          y={{ label: 'Rows', format: 'count' }}
          series={[{ name: 'rows', x, y: stability.counts }]}
          height={220}
        />
      </div>
      <div>
        <h3>Columns that move most</h3>
        <p className="muted">
          PSI against the first month with 100 rows; above {LOOK} look, above {LARGE} large.
        </p>
        <ol className="bar-list">
          {stability.columns.slice(0, 25).map(({ column, worstPsi }) => (
            <li key={column}>
              <button type="button" className="link-button" onClick={() => onColumn(column)}>
                {column}
              </button>
              <span className="bar-track">
                <span
                  style={{ width: `${Math.min(100, (worstPsi / (2 * LARGE)) * 100)}%` }}
                  data-level={worstPsi >= LARGE ? 'large' : worstPsi >= LOOK ? 'look' : undefined}
                />
              </span>
              <span className="number">{worstPsi.toFixed(3)}</span>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

/** One column by month; nothing without a time column. */
export function ColumnMonths({
  column,
  profile,
}: {
  readonly column: string;
  readonly profile: DatasetProfileResponse;
}) {
  const { stability } = profile;
  const own = stability?.columns.find((entry) => entry.column === column);
  if (stability === null || own === undefined) return null;
  const x = stability.months.map((_, month) => month);
  const hasGaps = own.missingShare.some((share) => share > 0);
  const axis = { label: 'Month', ticks: stability.months };
  return (
    <>
      {own.mean !== null && (
        <LineChart
          title="Mean by month"
          x={axis}
          y={{ label: 'Mean' }}
          series={[known('mean', x, own.mean)]}
          height={200}
        />
      )}
      {hasGaps && (
        <LineChart
          title="Missing by month"
          x={axis}
          y={{ label: 'Missing', format: 'share' }}
          series={[{ name: 'missing', x, y: own.missingShare }]}
          height={200}
        />
      )}
      <LineChart
        title="PSI by month"
        x={axis}
        y={{ label: 'PSI' }}
        series={[
          known('against the first month', x, own.psiFromFirst),
          known('against the month before', x, own.psiFromPrevious),
        ]}
        height={220}
      />
    </>
  );
}

function known(name: string, x: readonly number[], y: readonly (number | null)[]) {
  const kept = x.filter((_, index) => y[index] !== null);
  return { name, x: kept, y: y.filter((value) => value !== null) };
}

import type { ColumnProfile, DatasetProfileResponse } from '@probity/contract';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { type DistributionBar, DistributionChart } from './DistributionChart.js';
import type { RowsChoice } from './data-search.js';
import { formatCell } from './format-cell.js';
import { ColumnMonths } from './MonthsPanel.js';

interface ColumnDetailProps {
  readonly column: ColumnProfile;
  readonly profile: DatasetProfileResponse;
  readonly onRows: (rows: RowsChoice) => void;
}

/** One column: its distribution with the bad rate of each bar, its figures, and how it moves by month. */
export function ColumnDetail({ column, profile, onRows }: ColumnDetailProps) {
  const { kind, numbers } = column;
  const bars = barsOf(column);
  const facts: (readonly [string, string])[] = [
    ['Rows with a value', formatNumber(column.count)],
    ['Missing', `${formatNumber(column.missing)} (${formatPercent(column.missingShare)})`],
    ['Distinct', formatNumber(column.distinct)],
  ];
  if (numbers !== undefined) {
    const [least, , , lower, median, upper, , , greatest] = numbers.quantiles.map((value) => formatCell(value, kind));
    facts.push(
      ['Least to greatest', `${least} to ${greatest}`],
      ['Median', `${median}`],
      ['Middle half', `${lower} to ${upper}`],
    );
    if (kind === 'numeric' || kind === 'integer') {
      facts.push(
        ['Mean', formatCell(numbers.mean, 'numeric')],
        [
          'Standard deviation',
          numbers.standardDeviation === null ? '–' : formatCell(numbers.standardDeviation, 'numeric'),
        ],
        ['Skewness', numbers.skewness === null ? '–' : numbers.skewness.toFixed(2)],
        ['Zeros', formatNumber(numbers.zeros)],
        ['Beyond 1.5 IQR', formatNumber(numbers.outliers.below + numbers.outliers.above)],
      );
    }
  }
  if (column.informationValue !== null) facts.push(['Information value', column.informationValue.toFixed(4)]);
  if (column.auc !== null) facts.push(['AUC alone, out of fold', column.auc.toFixed(4)]);
  return (
    <section className="card column-detail" aria-label={`Column ${column.name}`}>
      <h2>
        {column.label}{' '}
        <small className="muted">{column.label === column.name ? column.kind : `${column.name}, ${column.kind}`}</small>
      </h2>
      {bars.length === 0 ? (
        <p className="muted">Keys and texts are counted, not listed.</p>
      ) : (
        <DistributionChart title={`Distribution of ${column.name}`} bars={bars} onPick={onRows} />
      )}
      <dl className="fact-list">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ColumnMonths column={column.name} profile={profile} />
    </section>
  );
}

function barsOf(column: ColumnProfile): readonly DistributionBar[] {
  const { kind, numbers, levels } = column;
  const bars: DistributionBar[] = [];
  for (const [index, { from, to, count, bads }] of (numbers?.histogram ?? []).entries()) {
    const isLast = index === (numbers?.histogram.length ?? 0) - 1;
    const isSingle =
      kind === 'boolean' ||
      (Number.isInteger(from) && to - from === 1 && (numbers?.histogram.length ?? 0) <= 20 && kind === 'integer');
    const label = isSingle ? formatCell(from, kind) : `${formatCell(from, kind)} to ${formatCell(to, kind)}`;
    bars.push({ key: `bin ${from}`, label, count, bads, rows: { from, to, ...(isLast ? { last: true } : {}) } });
  }
  for (const { value, count, bads } of levels?.top.slice(0, 20) ?? []) {
    bars.push({ key: `level ${value}`, label: value, count, bads, rows: { level: value } });
  }
  for (const { value, count, bads } of column.specials) {
    bars.push({ key: `special ${value}`, label: `code ${value}`, count, bads, rows: { level: value }, isApart: true });
  }
  if (column.missing > 0) {
    bars.push({
      key: 'missing',
      label: 'missing',
      count: column.missing,
      bads: column.missingBads,
      rows: { missing: true },
      isApart: true,
    });
  }
  return bars;
}

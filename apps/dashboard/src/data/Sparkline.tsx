import type { ColumnProfile } from '@probity/contract';

const WIDTH = 96;
const HEIGHT = 24;

/** The shape of a column in one path: its histogram, or its most frequent levels. */
export function Sparkline({ column }: { readonly column: ColumnProfile }) {
  // Keys and texts have no shape: nearly each value comes once.
  const isName = column.kind === 'id' || column.kind === 'text';
  const counts = isName
    ? []
    : (column.numbers?.histogram.map(({ count }) => count) ??
      (column.levels?.top ?? []).slice(0, 12).map(({ count }) => count));
  const most = Math.max(1, ...counts);
  if (counts.length === 0) return <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" />;
  const width = Math.min(12, WIDTH / counts.length);
  const path = counts
    .map((count, index) => {
      const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
      return `M${(index * width).toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${Math.max(0.5, width - 0.8).toFixed(1)}v${height.toFixed(1)}z`;
    })
    .join('');
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

import { wilsonRateInterval } from '@probity/numerics';
import type { Cells } from '../column/cells.js';
import { twoWay } from './column-facts.js';
import { type LeakFinding, percentText } from './leak-finding.js';

/** Lower end of the bad rate of rows with the gap, from which it counts as one of bads only, and the fewest such rows. */
const ONE_SIDED_RATE = 0.95;
const ONE_SIDED_ROWS = 50;
/** Overall bad rate from which a gap among bads is no news. */
const MOSTLY_BAD = 0.7;
const NAMED = 3;

/** Gaps that (almost) only bads have: rows that were gathered in another way, or not looked up once they were bad. */
export function judgeGaps(columns: readonly Cells[], labels: Uint8Array): LeakFinding[] {
  let bads = 0;
  for (const label of labels) bads += label;
  if (bads >= MOSTLY_BAD * labels.length) return [];
  const byRows = new Map<string, { columns: Cells[]; rows: number; gapBads: number }>();
  for (const cells of columns) {
    if (cells.schema.role === 'target') continue;
    let signature = 0;
    const gap = twoWay(labels, (row) => {
      const isMissing = Number.isNaN(cells.values[row] as number);
      if (isMissing) signature = (Math.imul(signature, 31) + row) | 0;
      return isMissing;
    });
    if (gap.inside < ONE_SIDED_ROWS || wilsonRateInterval(gap.insideBads, gap.inside)[0] < ONE_SIDED_RATE) continue;
    const key = `${gap.inside}:${signature}`;
    const same = byRows.get(key);
    if (same === undefined) byRows.set(key, { columns: [cells], rows: gap.inside, gapBads: gap.insideBads });
    else same.columns.push(cells);
  }
  return [...byRows.values()].map(({ columns: same, rows, gapBads }) => {
    const names = same.map(({ schema }) => schema.name);
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    const where =
      names.length === 1
        ? `missing in ${rows} rows`
        : `${names.slice(0, NAMED).join(', ')}${more} are missing in the same ${rows} rows`;
    return {
      column: names.length === 1 ? (names[0] as string) : null,
      kind: 'post-outcome',
      severity: 'leak',
      evidence: `${where}, of which ${percentText(gapBads / rows)} are bad: ${percentText(gapBads / bads)} of bads, ${percentText((rows - gapBads) / (labels.length - bads))} of goods`,
      figures: {
        columns: names.length,
        rows,
        shareOfBads: gapBads / bads,
        shareOfGoods: (rows - gapBads) / (labels.length - bads),
      },
      advice: 'Find out why: the gap itself tells the outcome. Leave those rows out, or the columns.',
      inUse: same.some(({ schema }) => schema.role === 'feature'),
    };
  });
}

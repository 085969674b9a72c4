import { MILLISECONDS_PER_DAY } from '@probity/domain';
import type { Cells } from '../column/cells.js';
import { twoWay } from './column-facts.js';
import { type LeakFinding, percentText } from './leak-finding.js';

/** Share of rows later than the decision from which it is no slip of the pen. */
const LATER_SHARE = 0.05;
/** AUC of being later alone from which the date tells the outcome. */
const LATER_AUC = 0.7;

/**
 * Dates that lie after the decision, as the time column dates it: what happened then was not known when deciding.
 *
 * @param time the cells of the time column; nothing is found where it holds no dates
 */
export function judgeDates(columns: readonly Cells[], time: Cells, labels: Uint8Array): LeakFinding[] {
  const decided = daysOf(time);
  if (decided === undefined) return [];
  const findings: LeakFinding[] = [];
  for (const cells of columns) {
    const { name, role } = cells.schema;
    const days = daysOf(cells);
    if (days === undefined || name === time.schema.name || role === 'target') continue;
    let filled = 0;
    for (const day of days) if (!Number.isNaN(day)) filled++;
    // A day less a moment: a date without a time of day is not later than the same day's decision.
    const later = twoWay(labels, (row) => (days[row] as number) > (decided[row] as number) + 0.999);
    const share = filled === 0 ? 0 : later.inside / filled;
    if (share < LATER_SHARE || later.inside < 20) continue;
    findings.push({
      column: name,
      kind: 'after-decision',
      severity: later.auc >= LATER_AUC ? 'leak' : 'warning',
      evidence: `${percentText(share)} of its dates (${later.inside} rows) are later than ${time.schema.name}; ${percentText(later.insideBads / later.inside)} of those rows are bad, ${later.outside === 0 ? 'no' : percentText(later.outsideBads / later.outside)} of the others`,
      figures: { share, rows: later.inside, auc: later.auc },
      advice: 'It is not known at the decision: use it to define the outcome, never as a feature.',
      inUse: role === 'feature',
    });
  }
  return findings;
}

function daysOf({ schema, values }: Cells): Float64Array | undefined {
  if (schema.kind === 'date') return values;
  return schema.kind === 'datetime' ? values.map((value) => value / MILLISECONDS_PER_DAY) : undefined;
}

import { ProbityError } from '@probity/domain';
import { createFeatureEngine } from '../evaluate/create-feature-engine.js';
import type { EventColumns, EventValue } from '../event/source-event.js';
import type { FeaturePlan } from '../plan/plan-features.js';

/**
 * Features of every event of a log; byte for byte what the live engine gives, an event at a time.
 *
 * @returns one array a feature, one value a row, NaN where missing; rows that are no new event (duplicates, corrections,
 * amendments) and rows that came too late have NaN throughout
 */
export function computeHistory(plan: FeaturePlan, columns: EventColumns): readonly Float64Array[] {
  const engine = createFeatureEngine(plan);
  const { at, knownAt, count } = columns;
  const rows = Array.from({ length: count }, (_, row) => row);
  if (knownAt === undefined) rows.sort((a, b) => at[a] - at[b]);
  const result = plan.names.map(() => new Float64Array(count).fill(NaN));
  const kinds = plan.set.sources.find((one) => one.name === columns.source)?.columns ?? plan.set.sources[0].columns;
  for (const row of rows) {
    const values: Record<string, EventValue> = {};
    for (const name of Object.keys(kinds)) {
      const column = columns.columns[name];
      if (column === undefined) continue;
      if (column instanceof Float64Array) values[name] = Number.isNaN(column[row]) ? null : column[row];
      else values[name] = column.codes[row] < 0 ? null : column.levels[column.codes[row]];
    }
    const event = {
      ...(columns.source === undefined ? {} : { source: columns.source }),
      id: columns.ids?.[row] ?? String(row),
      at: at[row],
      knownAt: knownAt?.[row] ?? at[row],
      values,
    };
    if (columns.amendments?.[row] === 1) {
      engine.amend({
        ...event,
        values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
      });
      continue;
    }
    try {
      const { features } = engine.observe(event);
      features?.forEach((value, f) => {
        result[f][row] = value;
      });
    } catch (error) {
      if (!(error instanceof ProbityError && error.code === 'TOO_LATE')) throw error;
    }
  }
  return result;
}

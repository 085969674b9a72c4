import { ProbityError } from '@probity/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkFeatureSet,
  computeHistory,
  computeSorted,
  createFeatureEngine,
  type EventColumns,
  planFeatures,
  restoreFeatureEngine,
} from '../../src/index.js';
import { type Arrival, arbitraryLog, wholeSet } from '../evaluate/arbitrary-log.js';
import { columnsOfLog } from './columns-of-log.js';

const plan = planFeatures(checkFeatureSet(wholeSet));
const missing = new Float64Array(plan.names.length).fill(NaN);

/** The log an event at a time, through a snapshot at every kill. */
function live(log: readonly Arrival[]): Float64Array[] {
  let engine = createFeatureEngine(plan);
  const rows: Float64Array[] = [];
  for (const arrival of log) {
    if (arrival.kind === 'kill') engine = restoreFeatureEngine(plan, engine.snapshot());
    else if (arrival.kind === 'amendment') {
      engine.amend(arrival.amendment);
      rows.push(missing);
    } else {
      try {
        rows.push(engine.observe(arrival.event).features ?? missing);
      } catch (error) {
        if (!(error instanceof ProbityError) || error.code !== 'TOO_LATE') throw error;
        rows.push(missing);
      }
    }
  }
  return rows;
}

function expectSame(columns: readonly Float64Array[], rows: readonly Float64Array[]): void {
  rows.forEach((row, r) => {
    row.forEach((value, f) => {
      if (!Object.is(columns[f][r], value))
        throw new Error(`${plan.names[f]} of row ${r}: got ${columns[f][r]}, live ${value}`);
    });
  });
}

const inOrder = arbitraryLog({ late: 0, corrected: 0, duplicated: 0, amended: 0, kills: 3 }, 200);
const outOfOrder = arbitraryLog({ late: 5, corrected: 1, duplicated: 1, amended: 5, kills: 3 }, 120);

describe('computeHistory', () => {
  it('T1, T2: by columns gives the live engine’s bytes where events come in order, ties and missing values included', () => {
    fc.assert(
      fc.property(inOrder, (log) => {
        const { ids, amendments, ...columns } = columnsOfLog(log);
        expectSame(computeHistory(plan, columns), live(log));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('T4–T7, T9: gives the live engine’s bytes where events come late, twice, corrected, amended, and the engine is killed', () => {
    fc.assert(
      fc.property(outOfOrder, (log) => {
        expectSame(computeHistory(plan, columnsOfLog(log)), live(log));
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  it('T3: without times of knowledge, rows in any order are taken in by their times', () => {
    fc.assert(
      fc.property(inOrder, fc.infiniteStream(fc.nat()), (log, dice) => {
        const { ids, amendments, knownAt, ...columns } = columnsOfLog(log);
        const rows = Array.from({ length: columns.count }, (_, row) => ({ row, key: dice.next().value as number }));
        // Only rows of different times change places: among those of one time the order of rows is that of arrival.
        const taken = new Set<number>();
        const distinct = rows.filter(({ row }) => !taken.has(columns.at[row]) && taken.add(columns.at[row]));
        const shuffled = distinct.toSorted((a, b) => a.key - b.key).map(({ row }) => row);
        const inTime = distinct.map(({ row }) => row);
        const wanted = computeHistory(plan, select(columns, inTime));
        const got = computeHistory(plan, select(columns, shuffled));
        shuffled.forEach((row, r) => {
          plan.names.forEach((_, f) => {
            expect(Object.is(got[f][r], wanted[f][inTime.indexOf(row)])).toBe(true);
          });
        });
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  it('computeSorted gives the same values for rows sorted by entity and time', () => {
    fc.assert(
      fc.property(inOrder, (log) => {
        const { ids, amendments, knownAt, ...columns } = columnsOfLog(log);
        const whole = computeHistory(plan, columns);
        for (const entity of ['customer', 'terminal']) {
          const { codes } = columns.columns[entity] as { codes: Int32Array };
          const order = Array.from({ length: columns.count }, (_, row) => row).sort(
            (a, b) => codes[a] - codes[b] || a - b,
          );
          const { features, values } = computeSorted(plan, entity, select(columns, order));
          features.forEach((f, i) => {
            expect(plan.set.features[f].entity).toBe(entity);
            order.forEach((row, r) => {
              expect(Object.is(values[i][r], whole[f][row])).toBe(true);
            });
          });
        }
      }),
      { numRuns: 20, seed: 4 },
    );
  });

  it('T3: no past feature changes when the future is rewritten', () => {
    fc.assert(
      fc.property(outOfOrder, outOfOrder, fc.nat(), (log, other, cut) => {
        const past = log.slice(0, cut % (log.length + 1));
        const known = Math.max(...past.map(knownAt), -Infinity);
        const future = other.map((arrival) => shifted(arrival, known));
        const seen = columnsOfLog(past).count;
        const before = computeHistory(plan, columnsOfLog([...past, ...log.slice(past.length)]));
        const after = computeHistory(plan, columnsOfLog([...past, ...future]));
        before.forEach((column, f) => {
          for (let row = 0; row < seen; row++)
            if (!Object.is(column[row], after[f][row])) throw new Error(`${plan.names[f]} of row ${row}`);
        });
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('T1, T2: nothing of its own instant is in a window: rewriting that and all that follows leaves what does not compare with it', () => {
    const own = (f: number) => {
      const { aggregate, comparison, filter } = plan.set.features[f];
      if (
        ['share', 'distance', 'speed'].includes(aggregate) ||
        ['z-score', 'own-value-ratio'].includes(comparison?.kind ?? '')
      )
        return true;
      return (filter ?? []).some(({ sameAsCurrent, column }) => sameAsCurrent !== undefined && column === 'category');
    };
    let compared = 0;
    fc.assert(
      fc.property(inOrder, fc.nat(), (log, which) => {
        const { ids, amendments, ...columns } = columnsOfLog(log);
        if (columns.count === 0) return;
        const cut = columns.at[which % columns.count];
        const rewrite = (column: Float64Array) =>
          column.map((value, row) => (columns.at[row] < cut ? value : value === 1 ? 0 : 1));
        const numbers = Object.entries(columns.columns).filter(([, column]) => column instanceof Float64Array);
        const rewritten = Object.fromEntries(numbers.map(([name, column]) => [name, rewrite(column as Float64Array)]));
        const before = computeHistory(plan, columns);
        const after = computeHistory(plan, { ...columns, columns: { ...columns.columns, ...rewritten } });
        plan.names.forEach((name, f) => {
          for (let row = 0; row < columns.count; row++) {
            if (columns.at[row] > cut || (columns.at[row] === cut && own(f))) continue;
            compared++;
            if (!Object.is(before[f][row], after[f][row])) throw new Error(`${name} of row ${row}`);
          }
        });
      }),
      { numRuns: 60, seed: 6 },
    );
    expect(compared).toBeGreaterThan(10_000);
  });

  it('names the column that is missing, and the row of a value that cannot be held', () => {
    const {
      ids,
      amendments,
      knownAt: _,
      ...columns
    } = columnsOfLog([
      { kind: 'event', event: { id: 'a', at: 0, knownAt: 0, values: { customer: 'ann', terminal: 't', amount: 1 } } },
    ]);
    const { amount, ...without } = columns.columns;
    expect(() => computeHistory(plan, { ...columns, columns: without })).toThrow(
      '`amount` of the feature set is not among the columns',
    );
    const huge = { ...columns.columns, amount: Float64Array.of(1e15) };
    expect(() => computeHistory(plan, { ...columns, columns: huge })).toThrow(
      '`amount` of row 1 must be within ±175921860444.15; got 1000000000000000',
    );
    const text = { ...columns.columns, customer: amount };
    expect(() => computeHistory(plan, { ...columns, columns: text })).toThrow(
      '`customer` must be given as codes and levels',
    );
  });
});

function knownAt(arrival: Arrival): number {
  return arrival.kind === 'event'
    ? arrival.event.knownAt
    : arrival.kind === 'amendment'
      ? arrival.amendment.knownAt
      : -Infinity;
}

/** The arrival, known later than `known`, about an event that is new to the log. */
function shifted(arrival: Arrival, known: number): Arrival {
  if (arrival.kind !== 'event' || known === -Infinity) return arrival;
  const late = Math.max(arrival.event.knownAt, known);
  return { kind: 'event', event: { ...arrival.event, knownAt: late, at: Math.min(arrival.event.at, late) } };
}

function select(columns: EventColumns, rows: readonly number[]): EventColumns {
  return {
    count: rows.length,
    at: Float64Array.from(rows, (row) => columns.at[row]),
    columns: Object.fromEntries(
      Object.entries(columns.columns).map(([name, column]) => [
        name,
        column instanceof Float64Array
          ? Float64Array.from(rows, (row) => column[row])
          : { levels: column.levels, codes: Int32Array.from(rows, (row) => column.codes[row]) },
      ]),
    ),
  };
}

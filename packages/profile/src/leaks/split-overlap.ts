import { columnNamed, columnsWithRole, type DatasetSchema, isCodedColumn, type Table } from '@probity/domain';
import { cellsOfTable } from '../column/cells.js';
import { hashRows } from '../duplicates/hash-rows.js';
import { type LeakFinding, percentText } from './leak-finding.js';

interface Part {
  readonly table: Table;
  readonly schema: DatasetSchema;
}

/** Share of the test's rows that stand in the training file from which copies are a leak, not an accident. */
const LEAK_SHARE = 0.01;

/** Copies of training rows in the test file, and training rows later than test rows. */
export function judgeSplit(train: Part, test: Part, ignored: ReadonlySet<string>): LeakFinding[] {
  return [...judgeCopies(train, test, ignored), ...judgeTimes(train, test)];
}

function judgeCopies(train: Part, test: Part, ignored: ReadonlySet<string>): LeakFinding[] {
  const shared = new Set(test.table.columns.map(({ name }) => name));
  const cellsFor = ({ table, schema }: Part) =>
    [...cellsOfTable(table, schema)].filter(
      ({ schema: { name, role, kind } }) =>
        shared.has(name) && !ignored.has(name) && kind !== 'id' && !['target', 'id', 'excluded'].includes(role),
    );
  const trainCells = cellsFor(train);
  const names = new Map(trainCells.map(({ schema: { name } }, index) => [name, index]));
  const testCells = cellsFor(test)
    .filter(({ schema: { name } }) => names.has(name))
    .sort((one, other) => (names.get(one.schema.name) ?? 0) - (names.get(other.schema.name) ?? 0));
  if (testCells.length !== trainCells.length || trainCells.length < 3) return [];
  const seen = new Map<number, number>();
  for (const hash of hashRows(trainCells, train.table.rowCount)) seen.set(hash, (seen.get(hash) ?? 0) + 1);
  let copies = 0;
  for (const hash of hashRows(testCells, test.table.rowCount)) if (seen.has(hash)) copies++;
  if (copies === 0) return [];
  // Rows that repeat inside the training file are common values, not copies across the split.
  let repeats = 0;
  for (const count of seen.values()) if (count > 1) repeats += count;
  const share = copies / test.table.rowCount;
  const within = repeats / train.table.rowCount;
  if (share < LEAK_SHARE && share <= 2 * within) return [];
  return [
    {
      column: null,
      kind: 'duplicates-across-split',
      severity: share >= LEAK_SHARE && share > 2 * within ? 'leak' : 'warning',
      evidence: `${copies} of ${test.table.rowCount} test rows (${percentText(share)}) stand in the training file with the same features; inside the training file ${percentText(within)} of rows repeat`,
      figures: { copies, share, repeatedInTraining: within },
      advice: 'Remove the copies from one of the two files, and find out how the split was made.',
      inUse: true,
    },
  ];
}

function judgeTimes(train: Part, test: Part): LeakFinding[] {
  const name = columnsWithRole(train.schema, 'time')[0]?.name;
  if (name === undefined || !test.table.columns.some((column) => column.name === name)) return [];
  const times = [train, test].map(({ table }) => columnNamed(table, name));
  const [trained, tested] = times;
  if (trained === undefined || tested === undefined || isCodedColumn(trained) || isCodedColumn(tested)) return [];
  let firstTest = Number.POSITIVE_INFINITY;
  for (const time of tested.values) if (time < firstTest) firstTest = time;
  let later = 0;
  for (const time of trained.values) if (time >= firstTest) later++;
  if (later === 0) return [];
  const share = later / trained.values.length;
  return [
    {
      column: name,
      kind: 'time-overlap',
      severity: 'warning',
      evidence: `${later} training rows (${percentText(share)}) are not before the first test row`,
      figures: { rows: later, share },
      advice: 'For an out-of-time test let all training rows be earlier than every test row.',
      inUse: false,
    },
  ];
}

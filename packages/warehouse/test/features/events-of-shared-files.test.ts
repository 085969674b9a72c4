import { bindEvents, guessEventMap, proposeFeatures, sourceOfMap } from '@probity/features';
import { expect, test } from 'vitest';
import { readEventSample } from '../../src/features/read-event-sample.js';
import { sharedFile } from '../shared-data.js';

/** Real files, and what a person would say that their columns hold. */
const files: readonly (readonly [file: string, map: Record<string, string>])[] = [
  [
    'berka/trans_1993-01_to_1994-03.asc.gz',
    {
      at: 'date',
      id: 'trans_id',
      customer: 'account_id',
      amount: 'amount',
      category: 'k_symbol',
      channel: 'operation',
    },
  ],
  ['cdnow/cdnow.csv.gz', { at: 'Date', customer: 'Id', amount: 'Price' }],
  [
    'household_transactions/daily_household_transactions.csv.gz',
    { at: 'Date', customer: '*', amount: 'Amount', currency: 'Currency', category: 'Category', channel: 'Mode' },
  ],
];

for (const [name, map] of files) {
  const file = sharedFile(name);
  // Skipped where the shared data sets are not at hand.
  test.skipIf(file === undefined)(`the columns of ${name} are guessed as a person would`, async () => {
    const { table, rowCount } = await readEventSample(file as string, 1_000_000);
    expect(guessEventMap(table).map).toEqual(map);
    expect(rowCount).toBe(table.rowCount);
  });
}

const ledger = sharedFile('household_transactions/daily_household_transactions.csv.gz');
test.skipIf(ledger === undefined)('a real ledger gives features of amount, rhythm, habit and variety', async () => {
  const { table } = await readEventSample(ledger as string, 1_000_000);
  const { map } = guessEventMap(table);
  const source = sourceOfMap(table, map);
  const { set } = proposeFeatures(bindEvents(table, map, source), source, { maxFeatures: 12 });
  const kinds = new Set(set.features.map(({ aggregate, comparison }) => comparison?.kind ?? aggregate));
  for (const kind of ['z-score', 'habit-ratio', 'sum', 'entropy', 'share']) expect([...kinds]).toContain(kind);
});

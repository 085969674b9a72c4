import { createInMemoryGovernanceLog } from '@probity/scoring/testing';
import { readSeals, sealKinds } from '@probity/validation';
import { describe, expect, it } from 'vitest';

async function makeLog() {
  let second = 0;
  const log = createInMemoryGovernanceLog(() => `2026-01-01T00:00:${String(second++).padStart(2, '0')}.000Z`);
  const seal = (dataset: string, actor = 'anna') =>
    log.append({ kind: sealKinds.sealed, actor, facts: { dataset, rows: 10 } });
  const open = (dataset: string, model = 'm') =>
    log.append({ kind: sealKinds.opened, actor: 'ben', facts: { dataset, model } });
  return { seal, open, read: async () => readSeals(await log.list()) };
}

describe('sealed test sets', () => {
  it('count every opening, oldest first, whatever the order of the log', async () => {
    const { seal, open, read } = await makeLog();
    await seal('one');
    await open('one', 'm1');
    await seal('two', 'carl');
    await open('one', 'm2');
    expect(await read()).toEqual([
      {
        dataset: 'one',
        sealedAt: '2026-01-01T00:00:00.000Z',
        sealedBy: 'anna',
        rows: 10,
        openings: [
          { at: '2026-01-01T00:00:01.000Z', by: 'ben', model: 'm1' },
          { at: '2026-01-01T00:00:03.000Z', by: 'ben', model: 'm2' },
        ],
      },
      { dataset: 'two', sealedAt: '2026-01-01T00:00:02.000Z', sealedBy: 'carl', rows: 10, openings: [] },
    ]);
  });

  it('sealing again starts no new count, and what was never sealed cannot be opened', async () => {
    const { seal, open, read } = await makeLog();
    await open('one');
    await seal('one');
    await open('one');
    await seal('one', 'zoe');
    expect((await read()).map(({ sealedBy, openings }) => [sealedBy, openings.length])).toEqual([['anna', 1]]);
  });
});

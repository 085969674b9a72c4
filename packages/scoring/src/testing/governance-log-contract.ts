import type { GovernanceLog } from '../ports/governance-log.js';
import { expectEqual, expectRejection, type PortClaim } from './port-claim.js';

/**
 * What every governance log must do.
 * @param makeLog gives an empty log each time
 */
export function governanceLogContract(makeLog: () => Promise<GovernanceLog>): readonly PortClaim[] {
  const claim = (text: string, check: (log: GovernanceLog) => Promise<void>): PortClaim => ({
    claim: text,
    run: async () => check(await makeLog()),
  });
  const opened = (actor: string) => ({ kind: 'test-set-opened', actor, facts: { dataset: 'ab', share: 0.1 + 0.2 } });
  return [
    claim('an appended event is listed as it was', async (log) => {
      const entry = await log.append(opened('Zoë'));
      expectEqual([entry.kind, entry.actor, entry.facts], Object.values(opened('Zoë')), 'entry');
      expectEqual(await log.list(), [entry], 'list');
      if (!/^\d{4}-.*Z$/.test(entry.recordedAt)) throw new Error(`recordedAt: ${entry.recordedAt}`);
    }),
    claim('lists are newest first, by kind, up to a limit', async (log) => {
      await log.append(opened('one'));
      await log.append({ kind: 'test-set-sealed', actor: 'two', facts: {} });
      await log.append(opened('three'));
      const actorsOf = async (query?: Parameters<GovernanceLog['list']>[0]) =>
        (await log.list(query)).map(({ actor }) => actor);
      expectEqual(await actorsOf(), ['three', 'two', 'one'], 'all');
      expectEqual(await actorsOf({ kind: 'test-set-opened' }), ['three', 'one'], 'by kind');
      expectEqual(await actorsOf({ limit: 2 }), ['three', 'two'], 'limit');
      expectEqual(await actorsOf({ kind: 'never' }), [], 'none');
    }),
    claim('events that arrive together each get a number of their own', async (log) => {
      const entries = await Promise.all(Array.from({ length: 8 }, (_, index) => log.append(opened(`p${index}`))));
      expectEqual(new Set(entries.map(({ sequence }) => sequence)).size, 8, 'numbers');
      expectEqual((await log.list()).length, 8, 'count');
    }),
    claim(
      'an event without an actor, with facts JSON cannot carry, or of a kind that stores write is refused',
      async (log) => {
        const append = (changes: object) => log.append({ ...opened('anna'), ...changes });
        for (const actor of ['', ' anna', 'a\nb', undefined, 'x'.repeat(101)]) {
          await expectRejection(append({ actor }), 'INVALID_ARGUMENT', `actor ${JSON.stringify(actor)}`);
        }
        for (const kind of ['decision', 'alias-set', 'policy-approved', 'review-decided', 'Test', '', 'a b']) {
          await expectRejection(append({ kind }), 'INVALID_ARGUMENT', `kind ${kind}`);
        }
        await expectRejection(append({ facts: { share: Number.NaN } }), 'INVALID_ARGUMENT', 'NaN');
        await expectRejection(append({ facts: null }), 'INVALID_ARGUMENT', 'no facts');
        await expectRejection(log.list({ limit: 0 }), 'INVALID_ARGUMENT', 'limit 0');
        expectEqual(await log.list(), [], 'nothing was kept');
      },
    ),
  ];
}

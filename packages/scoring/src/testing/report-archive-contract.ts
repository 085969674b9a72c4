import type { ReportArchive } from '../ports/report-archive.js';
import { expectEqual, expectRejection, type PortClaim } from './port-claim.js';

/**
 * What every report archive must do.
 * @param makeArchive gives an empty archive each time
 */
export function reportArchiveContract(makeArchive: () => Promise<ReportArchive>): readonly PortClaim[] {
  const claim = (text: string, check: (archive: ReportArchive) => Promise<void>): PortClaim => ({
    claim: text,
    run: async () => check(await makeArchive()),
  });
  const report = { auc: 0.1 + 0.2, notAssessed: null, words: 'Zoë "Ω" 𝄞\u0000\n', list: [5e-324, -0, 1e21] };
  return [
    claim('a saved report is found whole, its numbers to the bit', async (archive) => {
      const { id } = await archive.save({ kind: 'validation', subject: 'm-1', report });
      const found = await archive.find(id);
      expectEqual(found.report, { ...report, list: [5e-324, 0, 1e21] }, 'report');
      expectEqual([found.id, found.kind, found.subject], [id, 'validation', 'm-1'], 'names');
      expectEqual(await archive.latest('validation', 'm-1'), found, 'latest');
    }),
    claim('the digest and length are those of the report as canonical JSON', async (archive) => {
      const { id } = await archive.save({ kind: 'profile', subject: 'd', report: { b: 1, a: [true, null] } });
      const { digest, bytes } = await archive.find(id);
      expectEqual(
        [digest, bytes],
        ['51705a2c9eb3e7e410a58f696a770c3ac3885a0cf43eb7fc88f5e47c11d4d30d', 23],
        'digest of {"a":[true,null],"b":1}',
      );
    }),
    claim('the latest is the one saved last of its kind and subject', async (archive) => {
      await archive.save({ kind: 'validation', subject: 'm-1', report: 1 });
      await archive.save({ kind: 'validation', subject: 'm-1', report: 2 });
      await archive.save({ kind: 'validation', subject: 'm-2', report: 3 });
      await archive.save({ kind: 'fairness', subject: 'm-1', report: 4 });
      expectEqual((await archive.latest('validation', 'm-1'))?.report, 2, 'latest');
      expectEqual(await archive.latest('backtest', 'm-1'), undefined, 'none');
    }),
    claim('lists are newest first, by kind and subject, without the reports', async (archive) => {
      const ids: string[] = [];
      for (const [kind, subject] of [
        ['quality', 'loans'],
        ['quality', 'cards'],
        ['profile', 'loans'],
      ] as const) {
        ids.push((await archive.save({ kind, subject, report: {} })).id);
      }
      const idsOf = async (query?: Parameters<ReportArchive['list']>[0]) =>
        (await archive.list(query)).map(({ id }) => id);
      expectEqual(await idsOf(), [ids[2], ids[1], ids[0]], 'all');
      expectEqual(await idsOf({ kind: 'quality' }), [ids[1], ids[0]], 'by kind');
      expectEqual(await idsOf({ subject: 'loans' }), [ids[2], ids[0]], 'by subject');
      expectEqual(await idsOf({ kind: 'quality', subject: 'loans' }), [ids[0]], 'by both');
      expectEqual(await idsOf({ limit: 1 }), [ids[2]], 'limit');
      expectEqual(Object.keys((await archive.list())[0] ?? {}).includes('report'), false, 'no report in lists');
    }),
    claim('equal reports saved twice are two reports', async (archive) => {
      const one = await archive.save({ kind: 'quality', subject: 'loans', report });
      const other = await archive.save({ kind: 'quality', subject: 'loans', report });
      if (one.id === other.id) throw new Error('one id for two reports');
      expectEqual((await archive.list()).length, 2, 'count');
    }),
    claim('an unknown id is REPORT_NOT_FOUND', async (archive) => {
      for (const id of ['', '1', 'nobody', '-1', '99999999999999999999', "'; --", '\u0000']) {
        await expectRejection(archive.find(id), 'REPORT_NOT_FOUND', `find ${JSON.stringify(id)}`);
      }
    }),
    claim('what JSON cannot carry, no subject, or another kind is refused', async (archive) => {
      const save = (changes: object) => archive.save({ kind: 'quality', subject: 's', report: {}, ...changes });
      await expectRejection(save({ report: { auc: Number.NaN } }), 'INVALID_ARGUMENT', 'NaN');
      await expectRejection(save({ report: undefined }), 'INVALID_ARGUMENT', 'nothing');
      await expectRejection(save({ subject: '' }), 'INVALID_ARGUMENT', 'no subject');
      await expectRejection(save({ kind: 'gossip' }), 'INVALID_ARGUMENT', 'another kind');
      await expectRejection(archive.list({ limit: 0 }), 'INVALID_ARGUMENT', 'limit 0');
      expectEqual(await archive.list(), [], 'nothing was kept');
    }),
    claim('what is changed after saving does not change the archive', async (archive) => {
      const changing = { auc: 0.7 };
      const saving = archive.save({ kind: 'validation', subject: 'm', report: changing });
      changing.auc = 0.9;
      await saving;
      expectEqual((await archive.latest('validation', 'm'))?.report, { auc: 0.7 }, 'report');
    }),
  ];
}

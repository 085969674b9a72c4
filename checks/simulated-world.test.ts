import { asDatasetHash } from '@probity/domain';
import { simulateLoanApplications } from '@probity/simulation';
import { trainModel } from '@probity/training';
import { expect, it } from 'vitest';

/** The sample that `npm start` trains on must be worth training on. */
it('boosting beats logistic regression on the simulated world, and both do as well as on real loan files', async () => {
  const { table, schema } = simulateLoanApplications({ rows: 20_000, seed: 1 });
  const dataset = {
    ...{ hash: asDatasetHash('0'.repeat(64)), schema, table, rowsRead: table.rowCount, notes: [] },
    lines: Uint32Array.from({ length: table.rowCount }, (_, row) => row + 2),
    quarantined: { count: 0, rows: [] },
    dialect: { delimiter: ',', header: true, quote: '"', encoding: 'utf-8', decimal: '.', dates: 'ymd', gzip: false },
  } as const;
  const context = { seed: 1, onProgress: () => undefined, pause: async () => undefined };
  const { evaluation } = await trainModel(dataset, { learner: 'boosting', folds: 3, libraryVersion: '0' }, context);
  const [boosting, logistic] = [evaluation.metrics.rocAuc, evaluation.baselines.logistic.rocAuc];
  expect(boosting).toBeGreaterThan(0.77);
  expect(boosting).toBeLessThan(0.8);
  expect(logistic).toBeGreaterThan(0.76);
  expect(boosting).toBeGreaterThan(logistic + 0.003);
});

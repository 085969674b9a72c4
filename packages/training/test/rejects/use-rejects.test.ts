import { asDatasetHash, type DatasetSchema } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/ports/dataset-reader.js';
import { rejectSchema } from '../../src/rejects/use-rejects.js';
import { trainModel } from '../../src/train-model.js';
import type { TrainingContext } from '../../src/training-context.js';

const schema: DatasetSchema = {
  formatVersion: 1,
  badValue: 'late',
  columns: [
    { name: 'income', kind: 'numeric', role: 'feature' },
    { name: 'purpose', kind: 'category', role: 'feature', levels: ['car', 'trip'] },
    { name: 'outcome', kind: 'category', role: 'target', levels: ['fine', 'late'] },
  ],
};

const context: TrainingContext = { seed: 1, onProgress: () => undefined, pause: async () => undefined };

/** Applications, those of low income mostly turned down. */
function makeLender(): { accepted: Dataset; rejected: Dataset } {
  const random = createRandom(8).fork('lender');
  const kept = { income: [] as number[], purpose: [] as number[], outcome: [] as number[] };
  const turnedDown = { income: [] as number[], purpose: [] as number[] };
  for (let row = 0; row < 1200; row++) {
    const income = random.nextFloat();
    const purpose = random.nextUint32Below(2);
    const bad = random.nextFloat() < 0.5 - 0.4 * income ? 1 : 0;
    const refuses = random.nextFloat() < (income < 0.3 ? 0.7 : 0.1);
    const to = refuses ? turnedDown : kept;
    to.income.push(income);
    to.purpose.push(purpose);
    if (!refuses) kept.outcome.push(bad);
  }
  const dataset = (
    hash: string,
    given: DatasetSchema,
    { income, purpose, outcome }: { income: number[]; purpose: number[]; outcome?: number[] },
  ): Dataset => ({
    hash: asDatasetHash(hash.repeat(64)),
    schema: given,
    table: {
      rowCount: income.length,
      columns: [
        { name: 'income', kind: 'numeric', values: Float64Array.from(income) },
        { name: 'purpose', kind: 'category', codes: Int32Array.from(purpose), levels: ['car', 'trip'] },
        ...(outcome === undefined
          ? []
          : [
              { name: 'outcome', kind: 'category' as const, codes: Int32Array.from(outcome), levels: ['fine', 'late'] },
            ]),
      ],
    },
    lines: Uint32Array.from(income, (_, row) => row + 2),
    rowsRead: income.length,
    quarantined: { count: 0, rows: [] },
    dialect: { delimiter: ',', header: true, quote: '"', encoding: 'utf-8', decimal: '.', dates: 'ymd', gzip: false },
    notes: [],
  });
  return { accepted: dataset('a', schema, kept), rejected: dataset('b', rejectSchema(schema), turnedDown) };
}

describe('training with rejected applications', () => {
  const { accepted, rejected } = makeLender();
  const settings = { learner: 'scorecard' as const, folds: 3, libraryVersion: 'test' };

  it('reads rejected applications by the schema without the outcome', () => {
    expect(rejectSchema(schema).columns.map(({ name }) => name)).toEqual(['income', 'purpose']);
    expect(rejectSchema(schema)).not.toHaveProperty('badValue');
  });

  it('by bounds leaves the model as it is and says between what the truth lies', async () => {
    const plain = await trainModel(accepted, settings, context);
    const bounded = await trainModel(
      accepted,
      { ...settings, rejects: { dataset: rejected, method: 'bounds' } },
      context,
    );
    expect(plain.rejects).toBeUndefined();
    expect(bounded.bundle.model.toParts()).toEqual(plain.bundle.model.toParts());
    expect(bounded.rejects?.caveat).toContain('cannot be identified');
    const { accepted: known, lowest, highest } = bounded.rejects?.badRate ?? { accepted: 0, lowest: 0, highest: 0 };
    expect(lowest).toBeLessThan(known);
    expect(highest).toBeGreaterThan(known);
  });

  it('by parcelling fits another model, measures accepted rows only, and records how', async () => {
    const rejects = { dataset: rejected, method: 'parcelling' as const, prudence: 2 };
    const trained = await trainModel(accepted, { ...settings, rejects }, context);
    const plain = await trainModel(accepted, settings, context);
    expect(trained.bundle.model.toParts()).not.toEqual(plain.bundle.model.toParts());
    expect(trained.rejects?.badRate.inferred).toBeGreaterThan(trained.rejects?.badRate.accepted ?? 1);
    expect(trained.bundle.provenance.rows).toBe(accepted.table.rowCount);
    expect(trained.bundle.provenance.settings).toMatchObject({
      rejects: { method: 'parcelling', prudence: 2, dataset: rejected.hash },
    });
    const again = await trainModel(accepted, { ...settings, rejects }, context);
    expect(again.hash).toBe(trained.hash);
  });
});

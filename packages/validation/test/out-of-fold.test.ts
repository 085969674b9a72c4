import { readBundle } from '@probity/scoring';
import { predictOutOfFold, trainModel } from '@probity/training';
import { validateModel } from '@probity/validation';
import { describe, expect, it } from 'vitest';
import { context, simulateLoans } from './fixture/simulated-loans.js';

const training = simulateLoans({ rows: 900, seed: 21 });

describe('the validation of a model on its own training rows', () => {
  it.each(['scorecard', 'logistic'] as const)('repeats the folds of a %s to the bit', async (learner) => {
    const trained = await trainModel(training, { learner, folds: 3, libraryVersion: '0.0.0' }, context);
    const bundle = await readBundle(trained.bytes, trained.hash);
    const outOfFold = await predictOutOfFold(bundle, training, context);
    expect(outOfFold.reproduced).toBe(true);
    const report = await validateModel(
      { hash: trained.hash, bundle },
      { training, outOfFold },
      { resamples: 20 },
      context,
    );
    expect(report.data.basis).toBe('out-of-fold');
    // Folds follow time, so the oldest rows are validated by none.
    expect(report.data.rows).toBeLessThan(900);
    const discrimination = report.sections.find(({ id }) => id === 'discrimination');
    const figures =
      discrimination?.status === 'assessed' && discrimination.blocks[0]?.kind === 'figures'
        ? discrimination.blocks[0].figures
        : [];
    expect(figures.find(({ id }) => id === 'rocAuc')?.value).toBeCloseTo(trained.evaluation.metrics.rocAuc, 12);
    const benchmarks = report.sections.find(({ id }) => id === 'benchmarks');
    expect(JSON.stringify(benchmarks)).toContain('boosting');
  });

  it('refuses other data than the model was trained on', async () => {
    const trained = await trainModel(training, { learner: 'logistic', folds: 3, libraryVersion: '0.0.0' }, context);
    await expect(predictOutOfFold(trained.bundle, simulateLoans({ rows: 50, seed: 22 }), context)).rejects.toThrow(
      'must be the training data',
    );
  });
});

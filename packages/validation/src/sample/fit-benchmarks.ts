import { fitDummy, fitGradientBoosting, fitLogistic, type Learner, margins } from '@probity/learn';
import { buildFeatureMatrix, buildTrainingData, type Dataset, type TrainingContext } from '@probity/training';
import type { Benchmark } from '../sections/assess-benchmarks.js';

const learners: readonly Learner[] = [
  { name: 'dummy', fit: (data, context) => fitDummy(data, context) },
  { name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) },
  { name: 'boosting', fit: (data, context) => fitGradientBoosting({ preset: 'auto' }, data, context) },
];

/**
 * Fits the benchmark models with their defaults on the model's training rows, and scores another data set with them.
 * They are compared by ranking only, so their margins need no calibration.
 * @throws as `buildTrainingData`; CANCELLED
 */
export async function fitBenchmarks(
  training: Dataset,
  sample: Dataset,
  context: TrainingContext,
): Promise<readonly Benchmark[]> {
  const data = buildTrainingData(training.table, training.schema);
  const matrix = buildFeatureMatrix(sample.table, training.schema, data.matrix.features);
  const benchmarks: Benchmark[] = [];
  for (const [index, learner] of learners.entries()) {
    await context.pause();
    const model = learner.fit(data, {
      seed: context.seed,
      onProgress: (share) => context.onProgress((index + share) / learners.length, `benchmark ${learner.name}`),
      ...(context.signal && { signal: context.signal }),
      ...(context.threads && { threads: context.threads }),
    });
    benchmarks.push({ name: learner.name, scores: margins(model, matrix, context) });
  }
  return benchmarks;
}

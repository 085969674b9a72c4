import type { DatasetSchema } from '@probity/domain';
import {
  inferRejects,
  type Learner,
  learnWithRejects,
  type RejectInference,
  type RejectInferenceSettings,
  type TrainingData,
} from '@probity/learn';
import { buildFeatureMatrix } from '../dataset/build-training-data.js';
import type { Dataset } from '../ports/dataset-reader.js';

/** Applications that were turned down, and what they may be taken to have done. */
export interface RejectSettings extends Pick<RejectInferenceSettings, 'method'> {
  /** The features of the training data, without outcomes; see `rejectSchema`. */
  readonly dataset: Dataset;
  readonly bands?: number;
  readonly prudence?: number;
}

/** What was taken of the rejected, for people to read: the inference without its rows. */
export type RejectReport = Omit<RejectInference, 'data'>;

/** The schema by which a file of rejected applications is read: that of the training data without the outcome. */
export function rejectSchema(schema: DatasetSchema): DatasetSchema {
  const { badValue: _bad, ...rest } = schema;
  return { ...rest, columns: schema.columns.filter(({ role }) => role !== 'target') };
}

/** Makes learners take the rejected into account inside every fit, and tells what was taken of them on all rows. */
export function useRejects({ dataset, ...settings }: RejectSettings, schema: DatasetSchema, data: TrainingData) {
  const rejected = buildFeatureMatrix(dataset.table, schema, data.matrix.features);
  return {
    wrap: (learner: Learner): Learner => learnWithRejects(learner, settings, rejected),
    report(learner: Learner, seed: number): RejectReport {
      const { data: _rows, ...report } = inferRejects(settings, data, rejected, learner, { seed });
      return report;
    },
  };
}

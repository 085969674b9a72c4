import type { CreditPolicy, DatasetHash, DatasetSchema } from '@probity/domain';
import type { Calibration, Model } from '@probity/learn';

/** Everything needed to score, explain and decide, in one file. Written by `writeBundle`, read by `readBundle`. */
export interface ModelBundle {
  /** Schema of the data it was trained on: kinds, bounds, levels and the words for reasons. */
  readonly schema: DatasetSchema;
  readonly model: Model;
  readonly calibration: Calibration;
  readonly policy: CreditPolicy;
  /** How each feature and the score were distributed in training: for forms, what-if ranges and drift. */
  readonly reference: ReferenceDistributions;
  /** Metrics as measured at training; read by people, not by the engine. */
  readonly evaluation: EvaluationRecord;
  readonly provenance: Provenance;
}

export interface ReferenceDistributions {
  readonly features: readonly FeatureReference[];
  /** Risk scores at 0 %, 1 %, 2 %, … 100 % of the out-of-fold (or test) rows. */
  readonly scoreQuantiles: readonly number[];
}

/** A feature as seen in training. `quantiles` for numbers at 0, 5, … 100 %; `shares` for categories, by level. */
export interface FeatureReference {
  readonly feature: string;
  readonly missingShare: number;
  readonly quantiles?: readonly number[];
  readonly shares?: Readonly<Record<string, number>>;
}

/** Point metrics in the field's usual units; see GLOSSARY. */
export interface CreditMetrics {
  readonly rocAuc: number;
  readonly gini: number;
  readonly ks: number;
  readonly prAuc: number;
  readonly brier: number;
  readonly logLoss: number;
  /** At the approval cut-off: bad predicted where the risk score is at or above it. */
  readonly f1: number;
}

export type MetricIntervals = { readonly [name in keyof CreditMetrics]: readonly [low: number, high: number] };

/** The share approved at the policy's cut-off and the share of bads among the approved. */
export interface PolicyOutcome {
  readonly approvalRate: number;
  readonly referRate: number;
  readonly declineRate: number;
  /** NaN is written as null: nobody approved. */
  readonly badRate: number | null;
}

export interface EvaluationRecord {
  readonly split: string;
  readonly metrics: CreditMetrics;
  readonly intervals: MetricIntervals;
  readonly baselines: { readonly dummy: CreditMetrics; readonly logistic: CreditMetrics };
  readonly policy: PolicyOutcome;
}

/** Where the model comes from: enough to make the same bytes again. */
export interface Provenance {
  readonly libraryVersion: string;
  readonly dataset: DatasetHash;
  readonly rows: number;
  readonly seed: number;
  readonly learner: string;
  readonly folds: number;
  /** Settings of the learner, as JSON. */
  readonly settings: unknown;
}

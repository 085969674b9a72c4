import type { CreditPolicy, DatasetHash, DatasetSchema } from '@probity/domain';
import type { Calibration, Model } from '@probity/learn';
import type { TransactionRules } from '../transactions/transaction-rules.js';

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
  /** Of a fraud model: its feature set, contexts and thresholds. */
  readonly transactions?: TransactionRules;
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
  /** The curves behind the metrics; absent in bundles of before. */
  readonly curves?: EvaluationCurves;
  /** What the model goes by; absent in bundles of before. */
  readonly insight?: ModelInsight;
}

/** ROC, precision-recall and calibration of the rows that were measured, thinned to what a chart can show. */
export interface EvaluationCurves {
  /** Arrays of equal length, from nobody called bad to everybody; rows at or above the cut-off are called bad. */
  readonly roc: {
    readonly falsePositiveRates: readonly number[];
    readonly recalls: readonly number[];
    readonly cutOffs: readonly number[];
  };
  readonly precisionRecall: {
    readonly recalls: readonly number[];
    readonly precisions: readonly number[];
    readonly cutOffs: readonly number[];
  };
  /** Bins of equally many rows, safest first. */
  readonly calibration: readonly { readonly rows: number; readonly meanScore: number; readonly badRate: number }[];
}

/** What a model goes by, as aggregates of a sample of the training rows. */
export interface ModelInsight {
  /** Every feature, most important first. */
  readonly importance: readonly {
    readonly feature: string;
    /** Mean size of the contribution, in units of the margin. */
    readonly meanSize: number;
    /** Of all features' mean sizes, in [0, 1]. */
    readonly share: number;
    /** Mean contribution: positive where the feature raises the risk on the whole. */
    readonly meanContribution: number;
  }[];
  /** Of the most important ones. */
  readonly dependence: readonly FeatureDependence[];
}

/** Mean calibrated risk when everybody has this value of the feature, all else as it is: `values` or `levels`. */
export interface FeatureDependence {
  readonly feature: string;
  readonly values?: readonly number[];
  readonly levels?: readonly string[];
  readonly riskScores: readonly number[];
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

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
  /** What mistakes cost on these rows and which cut costs least; only where the cut was chosen so. */
  readonly cost?: CostRecord;
  /** ROC AUC of each fold by itself, in the folds' order; only where it was asked for. */
  readonly foldRocAucs?: readonly number[];
  /** What a fraud model finds; absent in others. */
  readonly fraud?: FraudRecord;
  /** Scores that need no fit, on the same rows; absent where there are none. */
  readonly rivals?: readonly RivalRecord[];
}

/** A figure with its 95 % bootstrap interval. */
export interface FraudFigure {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** What a fraud model finds on rows it had not seen. */
export interface FraudRecord {
  readonly rows: number;
  readonly frauds: number;
  /** Rows left out because their card was known to be compromised by then. */
  readonly knownCardRows: number;
  readonly rocAuc: FraudFigure;
  readonly averagePrecision: FraudFigure;
  /** Cards looked at a day. */
  readonly cardsADay: number;
  readonly cardPrecision: FraudFigure;
  /** No model can find more: compromised cards a day over cards looked at. */
  readonly cardPrecisionCeiling: number;
  /** At cut-offs that call this share of the genuine rows at most. */
  readonly atFalsePositiveRates: readonly FraudOperatingPoint[];
  /** What the fitted cut-offs would have done. */
  readonly reviewRate: number;
  readonly blockRate: number;
  /** Of the rows reviewed or blocked: share of frauds; null where none was. */
  readonly alertPrecision: number | null;
  readonly alertRecall: number;
  readonly baselines: readonly FraudBaseline[];
}

export interface FraudOperatingPoint {
  readonly limit: number;
  readonly recall: FraudFigure;
  readonly precision: number | null;
  /** Share of the money in frauds. */
  readonly moneyCaught: number;
}

/** The same figures of something simpler, on the same rows. */
export interface FraudBaseline {
  readonly name: string;
  readonly rocAuc: number;
  readonly averagePrecision: number;
  readonly cardPrecision: number;
}

/** What a mistake costs, per unit of exposure, and the exposure of a row. */
export interface MistakeCosts {
  /** Share of the exposure that a missed bad loses, in (0, 1]. */
  readonly lossGivenDefault: number;
  /** Share of the exposure that a good one turned away would have earned, > 0. */
  readonly margin: number;
  /** Money at stake where the row does not say, > 0. */
  readonly exposure: number;
  /** Column with the money at stake. */
  readonly exposureColumn?: string;
  /** For people, e.g. "EUR". */
  readonly currency?: string;
}

/** The cost of the mistakes that a cut makes, in money. */
export interface CostRecord {
  readonly costs: MistakeCosts;
  /** High risk from this score on: the cut of least cost on all measured rows; part of the policy. */
  readonly cut: number;
  /** Where a calibrated score should be cut by arithmetic alone: margin / (margin + loss given default). */
  readonly breakEven: number;
  readonly rows: number;
  /** Of all rows, each cut where the rows of the other folds cost least: what a new row may be expected to cost. */
  readonly cost: number;
  /** 95 %, bootstrap over rows. */
  readonly interval: readonly [low: number, high: number];
  /** At the chosen cut, on the very rows it was chosen on: a little too good. */
  readonly costAtCut: number;
  readonly costAtBreakEven: number;
  /** Nobody, and everybody, called high risk. */
  readonly costOfNobody: number;
  readonly costOfEverybody: number;
  readonly missed: number;
  readonly falseAlarms: number;
  /** Rising cut-offs, thinned to what a chart can show; arrays of equal length. */
  readonly curve: {
    readonly cutOffs: readonly number[];
    readonly costs: readonly number[];
    readonly flaggedShares: readonly number[];
  };
}

/** A score from the literature on the same rows. */
export interface RivalRecord {
  readonly name: string;
  readonly title: string;
  /** Rows on which it could be computed. */
  readonly rows: number;
  readonly rocAuc: number;
  /** 95 % (DeLong). */
  readonly interval: readonly [low: number, high: number];
  /** The model’s on those same rows. */
  readonly modelRocAuc: number;
  /** DeLong, that the two do not differ. */
  readonly pValue: number;
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

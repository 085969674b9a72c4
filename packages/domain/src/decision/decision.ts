import type { DecisionId, ModelHash } from '../ids.js';
import type { Application, FieldValue } from './application.js';
import type { DecisionCause, Offer, Outcome, PolicyReference, RiskCategory } from './policy.js';

/** A factor that raised the risk, in words. */
export interface Reason {
  /** Name of the feature. */
  readonly feature: string;
  /** A sentence from the schema's dictionary. */
  readonly text: string;
  /** Log-odds by which the factor raised the risk above the baseline; > 0. */
  readonly contribution: number;
}

/** One feature's share of the margin. */
export interface Contribution {
  readonly feature: string;
  readonly label: string;
  readonly value: FieldValue;
  /** Log-odds; positive raises the risk. */
  readonly contribution: number;
}

/**
 * Why the score is what it is: `baseline` plus all contributions equals `margin` within 1e-9;
 * `riskScore` = calibration(margin), a monotone last step.
 */
export interface Explanation {
  /** Log-odds of the average application the model was trained on. */
  readonly baseline: number;
  /** Uncalibrated log-odds of this application. */
  readonly margin: number;
  /** One per feature, in the model's order. */
  readonly contributions: readonly Contribution[];
}

/** Where fields of an application came from that the caller did not send, and why they may be wanting. */
export interface EnrichmentRecord {
  readonly source: string;
  /** Which state of the source answered. */
  readonly version: string;
  /** ISO 8601, UTC: only what was known before this moment was used. */
  readonly asOf: string;
  /** `fallback`: the source failed, and other values stand in. */
  readonly outcome: 'found' | 'not-found' | 'fallback';
  /** True where an earlier answer was used again. */
  readonly cached: boolean;
  /** The fields that it filled in. */
  readonly fields: readonly string[];
  /** Of fallbacks: a code such as "timed-out", a sentence, and the age of an earlier answer that stands in. */
  readonly cause?: { readonly code: string; readonly reason: string; readonly staleByMs?: number };
}

/** Names a model without doubt: two models of one hash are the same bytes. */
export interface ModelReference {
  readonly name: string;
  readonly version: number;
  readonly hash: ModelHash;
}

/** What the engine says of an application: the bytes that a replay must reproduce. */
export interface Assessment {
  /** Probability of a bad outcome in [0, 1]; higher is riskier. */
  readonly riskScore: number;
  readonly riskCategory: RiskCategory;
  /** Score points; higher is safer. */
  readonly points: number;
  readonly grade: string;
  readonly decision: Outcome;
  /** At most four, worst first; only factors that raise the risk. */
  readonly reasons: readonly Reason[];
  readonly explanation: Explanation;
  /** What the reader should know about the inputs, as sentences: a value the model never saw, … Usually empty. */
  readonly warnings: readonly string[];
  /** The stored policy that decided; absent where the bundle's own did. */
  readonly policy?: PolicyReference;
  /** Why the outcome differs from what the score alone would give; absent where it does not. */
  readonly causes?: readonly DecisionCause[];
  /** Price and limit, where the policy has a grid. */
  readonly offer?: Offer;
  /** One per source that was asked; absent where none was. */
  readonly enrichment?: readonly EnrichmentRecord[];
}

/** An assessment as it was recorded. */
export interface Decision extends Assessment {
  readonly decisionId: DecisionId;
  readonly model: ModelReference;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly processingTimeMs: number;
  readonly application: Application;
}

/** A decision as lists show it: no personal data. */
export interface DecisionSummary {
  readonly decisionId: DecisionId;
  readonly occurredAt: string;
  readonly model: ModelReference;
  readonly riskScore: number;
  readonly riskCategory: RiskCategory;
  readonly grade: string;
  readonly decision: Outcome;
}

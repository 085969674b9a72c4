import {
  type Application,
  type Assessment,
  type ColumnKind,
  type ColumnSchema,
  type Contribution,
  type CreditPolicy,
  columnLabel,
  type EnrichmentRecord,
  featureColumns,
  levelLabel,
} from '@probity/domain';
import { createApplicationEncoder } from './application/encode-application.js';
import type { ModelBundle } from './bundle/model-bundle.js';
import {
  type CounterfactualFinder,
  type CounterfactualOptions,
  type CounterfactualReport,
  createCounterfactualFinder,
} from './counterfactual/find-counterfactuals.js';
import { decideByPolicy, type PolicyVerdict } from './policy/decide-by-policy.js';
import type { LivePolicy } from './policy/live-policy.js';
import { assignReasons, type ReasonContext } from './reasons/assign-reasons.js';
import { type Score, scoreMargin } from './score-margin.js';

/** What a form needs to ask for one field. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly kind: ColumnKind;
  readonly required: boolean;
  readonly levels?: readonly { readonly value: string; readonly label: string }[];
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  /** At 0, 5, … 100 % of the training data; numbers only. */
  readonly quantiles?: readonly number[];
  /** Share of each level in the training data; categories only. */
  readonly shares?: Readonly<Record<string, number>>;
  readonly missingShare: number;
}

/** An assessment with the application as it was understood. */
export interface ScoredApplication extends Assessment {
  readonly application: Application;
}

/** A score with what the policy makes of it. */
export type DecidedScore = Score & PolicyVerdict;

export interface ScorerOptions {
  /** Default: the bundle's own policy. */
  readonly policy?: LivePolicy | undefined;
}

/** What is recorded with an assessment beside the application. */
export interface AssessContext {
  readonly enrichment?: readonly EnrichmentRecord[] | undefined;
}

/** Scores, explains and decides: one bundle, ready for use. Keeps no state between calls. */
export interface Scorer {
  /**
   * Assesses one application. Equal applications give equal bytes, in Node and in browsers.
   * Cost: one walk of the model plus its exact explanation.
   * @param application an object of fields: every feature by name, null where it is not known
   * @param context where fields came from that the caller did not send; a source that failed sends it to a person
   * @throws BODY_INVALID, UNKNOWN_FIELD, MISSING_FIELD, WRONG_TYPE, VALUE_OUT_OF_RANGE
   */
  assess(application: unknown, context?: AssessContext): ScoredApplication;
  /** The same score without its explanation, for large batches. @throws as `assess` */
  score(application: unknown): DecidedScore;
  /**
   * What would change the decision: the nearest applications that this very engine decides otherwise.
   * Cost: at most `mostScores` margins, some 10 to 100 ms. @throws as `assess`, INVALID_ARGUMENT
   * @example scorer.counterfactuals(application).counterfactuals[0]?.changes[0]?.text // 'Yearly income from 21,000 to 32,000'
   */
  counterfactuals(application: unknown, options?: CounterfactualOptions): CounterfactualReport;
  /** The fields to ask for, in the schema's order. */
  form(): readonly FormField[];
  /** What decides: the stored policy it was made with, else the bundle's own. */
  readonly policy: CreditPolicy;
}

/**
 * Makes a scorer of a bundle: the one path from an application to a decision, used by the API, the command line,
 * batches, the browser and replay.
 *
 * @param options a stored policy that decides instead of the bundle's own; the assessment then names it
 * @example
 * const scorer = createScorer(await readBundle(bytes));
 * scorer.assess({ age: 41, income: 52000, purpose: 'car' }).decision // 'approve'
 */
export function createScorer(bundle: ModelBundle, { policy: live }: ScorerOptions = {}): Scorer {
  const { model, schema, calibration, reference } = bundle;
  const policy = live?.policy ?? bundle.policy;
  const named = live === undefined ? {} : { policy: live.reference };
  const encode = createApplicationEncoder(schema, model.features);
  const columns = new Map(featureColumns(schema).map((column) => [column.name, column]));
  const references = new Map(reference.features.map((feature) => [feature.feature, feature]));
  const contexts: ReasonContext[] = model.features.map((feature) => {
    const column = columns.get(feature.name) ?? { name: feature.name, kind: 'numeric', role: 'feature' };
    return { column, typical: typicalValues(references.get(feature.name)?.quantiles ?? []) };
  });
  const labels = contexts.map(({ column }) => columnLabel(column));

  // A card's points are those that its exports give; every other model's come from the policy's scale.
  const scoreRow = (row: Float64Array, margin: number): Score => {
    const score = scoreMargin(calibration, policy, margin);
    return model.points === undefined ? score : { ...score, points: model.points(row) };
  };

  const marginWith = (row: Float64Array, feature: number, value: number): number => {
    const changed = row.slice();
    changed[feature] = value;
    return model.margin(changed);
  };

  /** Made when first asked for: most scorers only score. */
  let finder: CounterfactualFinder | undefined;
  const scorer: Scorer = {
    assess(input, { enrichment } = {}) {
      const { application, row, warnings } = encode(input);
      const shares = new Float64Array(row.length);
      const baseline = model.explain(row, shares);
      const margin = model.margin(row);
      const contributions: Contribution[] = model.features.map((feature, index) => ({
        feature: feature.name,
        label: labels[index] ?? feature.name,
        value: application[feature.name] ?? null,
        contribution: shares[index] ?? 0,
      }));
      const score = scoreRow(row, margin);
      return {
        ...score,
        ...decideByPolicy(policy, score, application, warnings, gapsOf(enrichment)),
        ...named,
        ...(enrichment === undefined ? {} : { enrichment }),
        reasons: assignReasons(contributions, contexts, row, (feature, value) => marginWith(row, feature, value)),
        explanation: { baseline, margin, contributions },
        warnings,
        application,
      };
    },
    score(input) {
      const { application, row, warnings } = encode(input);
      const score = scoreRow(row, model.margin(row));
      return { ...score, ...decideByPolicy(policy, score, application, warnings) };
    },
    counterfactuals(input, options) {
      finder ??= createCounterfactualFinder({
        ...{ model, references, policy, encode },
        columns: contexts.map(({ column }) => column),
        assess: scorer.assess,
        decide: (application) => scorer.score(application).decision,
        riskScoreOf: (margin) => scoreMargin(calibration, policy, margin).riskScore,
      });
      return finder(input, options);
    },
    policy,
    form: () =>
      model.features.flatMap((feature) => {
        const column = columns.get(feature.name);
        return column === undefined ? [] : [formField(column, references.get(feature.name))];
      }),
  };
  return scorer;
}

/** What failed, in words for the person who looks at it. */
function gapsOf(enrichment: readonly EnrichmentRecord[] = []): readonly string[] {
  return enrichment.flatMap(({ source, cause }) =>
    cause === undefined ? [] : [`What ${source} knows is not at hand: ${cause.reason} (${cause.code})`],
  );
}

/** The values at 10 %, 50 % and 90 % of a feature's quantiles. */
function typicalValues(quantiles: readonly number[]): readonly number[] {
  return [0.1, 0.5, 0.9].flatMap((share) => quantiles[Math.round(share * (quantiles.length - 1))] ?? []);
}

function formField(column: ColumnSchema, seen: ModelBundle['reference']['features'][number] | undefined): FormField {
  const levels = column.levels?.map((level) => ({ value: level, label: levelLabel(column, level) }));
  return {
    name: column.name,
    label: columnLabel(column),
    kind: column.kind,
    required: column.required ?? false,
    missingShare: seen?.missingShare ?? 0,
    ...(column.description === undefined ? {} : { description: column.description }),
    ...(column.kind === 'category' && levels !== undefined ? { levels } : {}),
    ...(column.minimum === undefined ? {} : { minimum: column.minimum }),
    ...(column.maximum === undefined ? {} : { maximum: column.maximum }),
    ...(seen?.quantiles === undefined ? {} : { quantiles: seen.quantiles }),
    ...(seen?.shares === undefined ? {} : { shares: seen.shares }),
  };
}

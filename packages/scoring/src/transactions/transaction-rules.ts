import { ProbityError } from '@probity/domain';
import type { FeatureSet } from '@probity/features';
import { type AdaptationSettings, type ContextThresholds, checkContextThresholds } from '@probity/learn';
import type { ContextPart } from './transaction-context.js';

/** Where a model's input comes from. */
export type TransactionInput =
  /** A feature of the set, by its name. */
  | { readonly name: string; readonly from: 'feature' }
  /** The event's own value of a column: a number, or a category. */
  | { readonly name: string; readonly from: 'value'; readonly column: string }
  /** Hour of the day, 0 to 23, by the set's clock. */
  | { readonly name: string; readonly from: 'hour' }
  /** 1 from midnight to before six, else 0, by the set's clock. */
  | { readonly name: string; readonly from: 'night' }
  /** 1 on Saturdays and Sundays, else 0, by the set's clock. */
  | { readonly name: string; readonly from: 'weekend' };

/** What a bundle of a fraud model holds beside the model: how an event becomes a row, and when to act. */
export interface TransactionRules {
  readonly format: 'probity-transactions/1';
  /** Its columns have canonical names (`customer`, `terminal`, `amount` …): how a file calls them is not in the bundle. */
  readonly featureSet: FeatureSet;
  /** SHA-256 of the set's canonical JSON. */
  readonly featureSetHash: string;
  /** One per feature of the model, in its order. */
  readonly inputs: readonly TransactionInput[];
  /** How a transaction's context is named; none: all transactions are of one context. */
  readonly context: readonly ContextPart[];
  /** Cut-offs on calibrated log-odds. */
  readonly thresholds: ContextThresholds;
  readonly adaptation: AdaptationSettings;
  /** What is usual: mean of each input over the good rows of training, in the model's order; null = no number. */
  readonly usual: readonly (number | null)[];
}

/**
 * Holds the part of a bundle about transactions against its rules.
 * @param features names of the model's features, in order
 * @throws BUNDLE_INVALID naming the entry
 */
export function checkTransactionRules(value: unknown, features: readonly string[]): TransactionRules {
  const rules = value as TransactionRules | null;
  if (rules?.format !== 'probity-transactions/1') throw invalid('format', 'be probity-transactions/1');
  const { featureSet, featureSetHash, inputs, context, adaptation, usual } = rules;
  if (!Array.isArray(featureSet?.features) || !Array.isArray(featureSet.sources)) {
    throw invalid('featureSet', 'be a feature set');
  }
  if (!/^[0-9a-f]{64}$/.test(String(featureSetHash))) throw invalid('featureSetHash', 'be a SHA-256 in hex');
  const same =
    Array.isArray(inputs) &&
    inputs.length === features.length &&
    features.every((name, index) => inputs[index]?.name === name);
  if (!same) throw invalid('inputs', "be the model's features, in their order");
  const known = new Set(featureSet.features.map(({ name }) => name));
  for (const input of inputs) {
    if (!['feature', 'value', 'hour', 'night', 'weekend'].includes(input.from)) {
      throw invalid(`inputs.${input.name}`, 'come from a feature, a value, the hour, the night or the weekend');
    }
    if (input.from === 'feature' && !known.has(input.name)) {
      throw invalid(`inputs.${input.name}`, 'be a feature of the set');
    }
  }
  const named =
    Array.isArray(context) && context.every((part) => typeof part?.column === 'string' || part?.by === 'hour');
  if (!named) throw invalid('context', 'be a list of parts');
  checkContextThresholds(rules.thresholds);
  if (!(adaptation?.step > 0) || !(adaptation.bound >= 0)) throw invalid('adaptation', 'have a step and a bound');
  if (!Array.isArray(usual) || usual.length !== features.length) throw invalid('usual', 'have one entry per feature');
  return rules;
}

function invalid(field: string, rule: string): ProbityError {
  return new ProbityError('BUNDLE_INVALID', `\`${field}\` of the bundle's transactions must ${rule}`, { field });
}

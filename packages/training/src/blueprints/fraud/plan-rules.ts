import type { FeatureSet } from '@probity/features';
import { type ContextThresholdSettings, fitContextThresholds, type TrainingData } from '@probity/learn';
import { quantile } from '@probity/numerics';
import { type ContextPart, contextOf, createLocalClock, featureSetHash, type TransactionRules } from '@probity/scoring';
import { type ModelInputs, usualValues } from './build-inputs.js';
import { amountsOf, type EventRows } from './event-rows.js';
import type { FittedFraudModel } from './fit-fraud-model.js';
import { twoDigits } from './two-digits.js';

/** What the part of a bundle about transactions is made of. */
export interface RuleParts {
  readonly featureSet: FeatureSet;
  readonly inputs: ModelInputs;
  readonly rows: EventRows;
  /** Rows that were fitted, in the order of `data`. */
  readonly train: Uint32Array;
  readonly data: TrainingData;
  readonly fitted: FittedFraudModel;
  readonly thresholds: Partial<ContextThresholdSettings>;
  /** Default: bands of the amount, and the channel where there is one. */
  readonly context?: readonly ContextPart[] | undefined;
}

/** Everything a bundle holds beside the model: thresholds are fitted on the rows that were validated in folds. */
export async function planRules({
  featureSet,
  inputs,
  rows,
  train,
  data,
  fitted,
  ...rest
}: RuleParts): Promise<TransactionRules> {
  const context = rest.context ?? defaultContext(featureSet, rows, train);
  const clock = createLocalClock(featureSet.zoneOffsets);
  const names: string[] = [];
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(fitted.validated, (position) => {
    const name = contextOf(context, rows.eventAt(train[position] ?? 0), clock);
    let code = codeOf.get(name);
    if (code === undefined) {
      code = names.push(name) - 1;
      codeOf.set(name, code);
    }
    return code;
  });
  const thresholds = fitContextThresholds(rest.thresholds, {
    ...{ scores: fitted.logOdds, codes, contexts: names },
    labels: Uint8Array.from(fitted.validated, (row) => data.labels[row] ?? 0),
  });
  return {
    format: 'probity-transactions/1',
    featureSet,
    featureSetHash: await featureSetHash(featureSet),
    inputs: inputs.inputs,
    context,
    thresholds,
    adaptation: { step: 0.25, bound: 1.5 },
    usual: usualValues(data.matrix, data.labels),
  };
}

/** Below the median amount, up to that which one in ten exceeds, and above; by channel where there are up to twelve. */
function defaultContext(set: FeatureSet, rows: EventRows, train: Uint32Array): readonly ContextPart[] {
  const amounts = amountsOf(rows, train).filter((amount) => !Number.isNaN(amount));
  const edges = [...new Set([0.5, 0.9].map((share) => twoDigits(quantile(amounts, share))))].filter((edge) => edge > 0);
  const parts: ContextPart[] = edges.length === 0 ? [] : [{ by: 'band', column: 'amount', edges }];
  const channel = rows.events.columns['channel'];
  if (set.sources[0]?.columns['channel'] === undefined || channel === undefined || channel instanceof Float64Array) {
    return parts;
  }
  const values = [...channel.levels].sort();
  return values.length < 2 || values.length > 12 ? parts : [...parts, { by: 'value', column: 'channel', values }];
}

/** What the fitted cut-offs say of rows: 0 allow, 1 review, 2 block. */
export function answersOf(
  rules: TransactionRules,
  rows: EventRows,
  measured: Uint32Array,
  logOdds: Float64Array,
): Uint8Array {
  const clock = createLocalClock(rules.featureSet.zoneOffsets);
  const cutOffs = new Map(rules.thresholds.contexts.map((entry) => [entry.context, entry]));
  return Uint8Array.from(measured, (row, index) => {
    const { review, block } =
      cutOffs.get(contextOf(rules.context, rows.eventAt(row), clock)) ?? rules.thresholds.overall;
    const score = logOdds[index] ?? 0;
    return score >= block ? 2 : score >= review ? 1 : 0;
  });
}

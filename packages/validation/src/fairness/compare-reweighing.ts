import {
  calibrate,
  type DecisionPrice,
  type FitContext,
  fitPlatt,
  type Learner,
  type LoanEconomics,
  margins,
  type ProtectedAttribute,
  priceOfCutOff,
  reweighing,
  selectRows,
  selectTrainingRows,
  stratifiedFolds,
  type TrainingData,
} from '@probity/learn';

/** The same learner with and without reweighing, on rows that neither fit had seen. */
export interface ReweighingComparison {
  readonly attribute: string;
  readonly cutOff: number;
  readonly before: DecisionPrice;
  readonly after: DecisionPrice;
  /** Out-of-fold risk scores of the reweighed fits, for a search over alternatives. */
  readonly riskScores: Float64Array;
}

export interface ReweighingSettings {
  /** Approve strictly below this risk score. */
  readonly cutOff: number;
  readonly economics: LoanEconomics;
  /** 2 to 50, default 5. */
  readonly folds?: number;
  /** A group with fewer rows is not looked at; default 50. */
  readonly minimumRows?: number;
}

/**
 * What reweighing would change, and at which price: the learner is fitted again in each fold, as it was and with the
 * weights of Kamiran & Calders, and both are measured on the rows left out, at the same cut-off.
 *
 * Weights are found in the training rows of each fold only. Both sets of margins are calibrated by Platt on all left-out rows.
 *
 * @throws what the learner and `stratifiedFolds` throw
 * Cost: 2 × folds fits.
 */
export function compareReweighing(
  learner: Learner,
  data: TrainingData,
  attribute: ProtectedAttribute,
  settings: ReweighingSettings,
  context: FitContext,
): ReweighingComparison {
  const { cutOff, economics, folds = 5, minimumRows } = settings;
  const splits = stratifiedFolds(data.labels, folds, context.seed);
  const plain = new Float64Array(data.labels.length);
  const weighed = new Float64Array(data.labels.length);
  for (const [index, { train, validate }] of splits.entries()) {
    context.onProgress?.(index / splits.length);
    const rows = selectTrainingRows(data, train);
    const own = { ...attribute, codes: Int32Array.from(train, (row) => attribute.codes[row] ?? -1) };
    const weights = reweighing(rows.labels, own, rows.weights);
    const left = selectRows(data.matrix, validate);
    const put = (target: Float64Array, values: Float64Array) => {
      for (const [position, row] of validate.entries()) target[row] = values[position] ?? 0;
    };
    const { onProgress: _all, ...fitting } = context;
    put(plain, margins(learner.fit(rows, fitting), left));
    put(weighed, margins(learner.fit({ ...rows, weights }, fitting), left));
  }
  const scoresOf = (values: Float64Array): Float64Array => {
    const line = fitPlatt(values, data.labels);
    return values.map((margin) => calibrate(line, margin));
  };
  const scored = { labels: data.labels, attribute, economics, ...(minimumRows === undefined ? {} : { minimumRows }) };
  const riskScores = scoresOf(weighed);
  return {
    attribute: attribute.name,
    cutOff,
    before: priceOfCutOff({ ...scored, scores: scoresOf(plain) }, cutOff),
    after: priceOfCutOff({ ...scored, scores: riskScores }, cutOff),
    riskScores,
  };
}

import { calibrationLine } from '@probity/learn';
import { logit, sigmoid } from '@probity/numerics';
import { notAssessed, type ReportSection } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { findWeakSpots } from '../search/find-weak-spots.js';

const FEWEST_BADS = 30;
const MOST_SHOWN = 25;

/** Slices in which the model is off or ranks worse, after correction for the size of the search. */
export function assessWeakSpots(sample: ValidationSample): ReportSection {
  const [id, title] = ['weak-spots', 'Weak spots'];
  const { bads, rowCount, matrix, riskScores, labels } = sample;
  if (Math.min(bads, rowCount - bads) < FEWEST_BADS) {
    return notAssessed(
      id,
      title,
      `a search needs at least ${FEWEST_BADS} rows of each outcome; ${bads} of ${rowCount} are bad`,
    );
  }
  // What is off everywhere is the calibration section's finding; here is what is off more than the rest.
  const search = findWeakSpots({
    features: matrix.features,
    columns: matrix.columns,
    riskScores: recalibrated(riskScores, labels),
    labels,
  });
  const { found } = search;
  const dangerous = found.filter(
    ({ kind, observed, predicted, rows }) =>
      kind === 'underestimates' && observed - predicted > 0.05 && rows >= 0.01 * rowCount,
  );
  const searched = `${search.slices} slices by one and two features, ${search.tests} tests`;
  return {
    id,
    title,
    status: 'assessed',
    light: dangerous.length > 0 ? 'red' : found.length > 0 ? 'amber' : 'green',
    finding:
      found.length === 0
        ? `None found in ${searched}.`
        : `${found.length} found in ${searched}; the surest: ${found[0]?.slice} (${found[0]?.kind}).`,
    blocks: [
      {
        kind: 'table',
        id: 'weak-spots',
        title: 'Slices where the model is off or ranks worse',
        method: 'weak-spots',
        note: `p corrected by Holm for all ${search.tests} tests: one false alarm in twenty whole searches at most. Predictions are first put on the calibration line of all rows, so a slice is off more than the rest. Promised: the ROC AUC that the model’s own probabilities imply in the slice. Pairs are of ${search.paired.join(', ')}.${found.length > MOST_SHOWN ? ` The first ${MOST_SHOWN} of ${found.length} are shown.` : ''}`,
        columns: [
          { label: 'slice' },
          { label: 'the model' },
          { label: 'rows', format: 'count' },
          { label: 'bads', format: 'count' },
          { label: 'predicted, recalibrated', format: 'share' },
          { label: 'observed', format: 'share' },
          { label: 'ROC AUC' },
          { label: 'promised' },
          { label: 'p', format: 'p-value' },
          { label: 'p, corrected', format: 'p-value' },
        ],
        rows: found
          .slice(0, MOST_SHOWN)
          .map((spot) => [
            spot.slice,
            spot.kind,
            spot.rows,
            spot.bads,
            spot.predicted,
            spot.observed,
            spot.auc ?? null,
            spot.promisedAuc,
            spot.pValue,
            spot.adjusted,
          ]),
      },
    ],
  };
}

/** Scores on the line that fits all outcomes; as they are where no rising line fits. */
function recalibrated(riskScores: Float64Array, labels: Uint8Array): Float64Array {
  const line = calibrationLine(riskScores, labels);
  if (line === undefined || !(line.slope.value > 0)) return riskScores;
  const { intercept, slope } = line;
  return riskScores.map((score) => {
    const inside = Math.min(Math.max(score, 1e-12), 1 - 1e-12);
    return sigmoid(intercept.value + slope.value * logit(inside));
  });
}

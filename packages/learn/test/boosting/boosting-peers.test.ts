import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type BoostingSettings,
  type Feature,
  type FeatureMatrix,
  fitGradientBoosting,
  logLoss,
  margins,
  rocAuc,
  selectRows,
} from '../../src/index.js';

interface Quality {
  readonly rocAuc: number;
  readonly logLoss: number;
}

interface Case {
  readonly name: string;
  readonly growth: 'leaf-wise' | 'level-wise';
  readonly leaves?: number;
  readonly depth?: number;
  readonly columns: number;
  readonly weighted: boolean;
  readonly xgboost: Quality;
  readonly lightgbm: Quality;
}

interface Golden {
  readonly seed: number;
  readonly train: number;
  readonly heldOut: number;
  readonly bads: number;
  readonly settings: Partial<BoostingSettings>;
  readonly cases: readonly Case[];
}

/** As in SOURCE.md. */
const TOLERANCE = 0.004;

const golden: Golden = JSON.parse(
  readFileSync(new URL('../golden/boosting-peers/cases.json', import.meta.url), 'utf8'),
);
const rowCount = golden.train + golden.heldOut;
const rows = makeRows(rowCount, golden.seed);
const trainRows = Uint32Array.from({ length: golden.train }, (_, row) => row);
const heldOutRows = Uint32Array.from({ length: golden.heldOut }, (_, row) => golden.train + row);

/** The twin of `make_rows` in the golden file's script: whatever is changed here is changed there. */
function makeRows(count: number, seed: number) {
  let state = seed;
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const columns = Array.from({ length: 8 }, () => new Float64Array(count));
  const labels = new Uint8Array(count);
  const weights = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const x = Array.from({ length: 6 }, draw);
    const [few, many] = [Math.floor(draw() * 6), Math.floor(draw() * 30)];
    const [gap, otherGap, chance, heavy] = [draw(), draw(), draw(), draw()];
    let share = 0.25 + 0.5 * x[0] * x[1] + (x[2] > 0.6 ? 0.2 : 0) - 0.3 * x[3] * x[3];
    share += (few === 1 || few === 4 ? 0.15 : -0.05) + (0.02 * ((many * 7) % 30) - 0.3) * 0.5;
    share += gap < 0.1 ? 0.2 : 0;
    labels[row] = chance < Math.min(0.95, Math.max(0.05, share)) ? 1 : 0;
    weights[row] = heavy < 0.2 ? 5 : 1;
    [...x, few, many].forEach((value, column) => {
      columns[column][row] = value;
    });
    if (gap < 0.1) columns[4][row] = Number.NaN;
    if (otherGap < 0.2) columns[0][row] = Number.NaN;
  }
  return { columns, labels, weights };
}

function matrixOf(columnCount: number): FeatureMatrix {
  const features = rows.columns.slice(0, columnCount).map((_, column): Feature => {
    if (column < 6) return { name: `x${column}`, kind: 'numeric' };
    const levels = Array.from({ length: column === 6 ? 6 : 30 }, (_, code) => `level ${code}`);
    return { name: `x${column}`, kind: 'category', levels };
  });
  return { rowCount, features, columns: rows.columns.slice(0, columnCount) };
}

function settingsOf({ growth, leaves, depth }: Case): Partial<BoostingSettings> {
  return {
    ...golden.settings,
    ...{ patience: 0, minRowsInLeaf: 1, minGain: 0, maxBins: 254, rowShare: 1, featureShare: 1, growth },
    ...(leaves === undefined ? {} : { maxLeaves: leaves }),
    ...(depth === undefined ? {} : { maxDepth: depth, maxLeaves: 2 ** depth }),
  };
}

function qualityOf(golden: Case): Quality {
  const matrix = matrixOf(golden.columns);
  const weights = golden.weighted ? rows.weights : new Float64Array(rowCount).fill(1);
  const train = {
    matrix: selectRows(matrix, trainRows),
    labels: rows.labels.slice(0, trainRows.length),
    weights: weights.slice(0, trainRows.length),
  };
  const model = fitGradientBoosting(settingsOf(golden), train, { seed: 1 });
  const scores = margins(model, selectRows(matrix, heldOutRows)).map((margin) => 1 / (1 + Math.exp(-margin)));
  const labels = rows.labels.slice(trainRows.length);
  const heldOutWeights = weights.slice(trainRows.length);
  return { rocAuc: rocAuc(scores, labels, heldOutWeights), logLoss: logLoss(scores, labels, heldOutWeights) };
}

describe('gradient boosting beside XGBoost and LightGBM with equal settings', () => {
  it('sees the rows that the peers saw', () => {
    expect(rows.labels.reduce((sum, label) => sum + label, 0)).toBe(golden.bads);
  });

  it.each(golden.cases)('is as good on $name, $growth', (golden) => {
    const ours = qualityOf(golden);
    const { xgboost, lightgbm } = golden;
    expect(ours.rocAuc).toBeGreaterThan(Math.max(xgboost.rocAuc, lightgbm.rocAuc) - TOLERANCE);
    expect(ours.logLoss).toBeLessThan(Math.min(xgboost.logLoss, lightgbm.logLoss) + TOLERANCE);
    // Rows that are the same, settings that are the same: better by far would mean that something is seen that should not be.
    expect(ours.rocAuc).toBeLessThan(Math.max(xgboost.rocAuc, lightgbm.rocAuc) + 3 * TOLERANCE);
  });
});

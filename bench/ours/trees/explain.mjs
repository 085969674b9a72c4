// Exact Shapley values with a model that another process wrote.
import * as learn from '@probity/learn';
import { eachMicroseconds, timed } from './clock.mjs';
import { rowsOf } from './data.mjs';
import { heldOutFor, openModel } from './score.mjs';
import { threadsOf } from './train.mjs';

const ADDS_UP_WITHIN = 1e-9;

export const tasks = {
  /** Many rows at once, cold: tables and threads are part of it. */
  shap(task) {
    const model = openModel(task);
    const matrix = heldOutFor(model, task, task.rows);
    const { result, seconds, cpuSeconds } = timed(() => learn.explanations(model, matrix, threadsOf(task)));
    checkSums(model, matrix, result);
    return { seconds, cpuSeconds };
  },

  /** One row at a time with an explainer that is ready but has no tables of many rows. */
  'shap-row'(task) {
    const model = openModel(task);
    const rows = rowsOf(heldOutFor(model, task, task.count), task.count);
    const contributions = new Float64Array(model.features.length);
    const started = performance.now();
    model.explain(rows[0], contributions);
    const firstMicroseconds = (performance.now() - started) * 1000;
    const measured = eachMicroseconds((index) => model.explain(rows[index % rows.length], contributions), task.count);
    return { ...measured, firstMicroseconds };
  },
};

function checkSums(model, matrix, { baselines, contributions }) {
  const featureCount = matrix.features.length;
  rowsOf(matrix, 100).forEach((row, index) => {
    let sum = baselines[index];
    for (let feature = 0; feature < featureCount; feature++) sum += contributions[index * featureCount + feature];
    if (Math.abs(sum - model.margin(row)) > ADDS_UP_WITHIN)
      throw new Error(`row ${index}: the contributions do not add up`);
  });
}

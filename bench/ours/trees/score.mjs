// Scores with a model that another process wrote: single rows and batches.
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { importModel } from '@probity/interchange';
import { margins, restoreModel } from '@probity/learn';
import { eachMicroseconds, timed } from './clock.mjs';
import { readRows, rowsOf } from './data.mjs';
import { threadsOf } from './train.mjs';

/** The model of a task: one that we trained, or a peer's that we take in. */
export function openModel({ path, isForeign }) {
  const bytes = readFileSync(path);
  return isForeign === true ? importModel(bytes).model : restoreModel(deserialize(bytes));
}

/** The held-out rows of a task, up to `count`, under the model's names of the features. */
export function heldOutFor(model, { data, trainRows }, count = undefined) {
  const { matrix } = readRows(data, trainRows, count === undefined ? undefined : trainRows + count);
  return { ...matrix, features: model.features };
}

export const tasks = {
  /** One row at a time, each call timed. */
  rows(task) {
    const model = openModel(task);
    const rows = rowsOf(heldOutFor(model, task, task.count), task.count);
    let total = 0;
    const measured = eachMicroseconds((index) => {
      total += model.margin(rows[index % rows.length]);
    }, task.count);
    if (!Number.isFinite(total)) throw new Error('a margin is not finite');
    return measured;
  },

  /** The held-out rows at once: the first call, then the quickest of five. */
  batch(task) {
    const model = openModel(task);
    const matrix = heldOutFor(model, task);
    const options = threadsOf(task);
    const runs = Array.from({ length: 6 }, () => timed(() => margins(model, matrix, options)));
    return {
      firstSeconds: runs[0].seconds,
      seconds: Math.min(...runs.slice(1).map(({ seconds }) => seconds)),
      cpuSeconds: Math.min(...runs.slice(1).map(({ cpuSeconds }) => cpuSeconds)),
    };
  },
};

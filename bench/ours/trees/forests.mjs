// Random forest and isolation forest.
import * as learn from '@probity/learn';
import { timed } from './clock.mjs';
import { readRows } from './data.mjs';
import { threadsOf } from './train.mjs';

export const tasks = {
  /** Out-of-bag quality is part of our fit. */
  forest(task) {
    const { matrix, labels } = readRows(task.data);
    // scikit-learn counts a row of a leaf once, however often it was drawn; ours is the weight, and a drawn row is drawn 1.58 times.
    const minLeafWeight = task.minLeaf / (1 - Math.exp(-1));
    const settings = { trees: task.trees, minLeafWeight, featureShare: task.featureShare, maxDepth: 64 };
    const context = { seed: 1, ...threadsOf(task) };
    const { result: model, seconds, cpuSeconds } = timed(() => learn.fitForest(settings, { matrix, labels }, context));
    return { seconds, cpuSeconds, auc: model.toParts().json.record.outOfBag.rocAuc };
  },

  isolation(task) {
    const { matrix, labels } = readRows(task.data);
    const options = threadsOf(task);
    const settings = { trees: task.trees, rowsPerTree: task.samples };
    const fit = timed(() => learn.fitIsolationForest(settings, matrix, { seed: 1, ...options }));
    const score = timed(() => fit.result.scores(matrix, options));
    return {
      seconds: fit.seconds + score.seconds,
      cpuSeconds: fit.cpuSeconds + score.cpuSeconds,
      fitSeconds: fit.seconds,
      scoreSeconds: score.seconds,
      auc: learn.rocAuc(score.result, labels),
    };
  },
};

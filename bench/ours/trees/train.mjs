// Gradient boosting with the settings that the peers get too.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { fitGradientBoosting, margins, rocAuc } from '@probity/learn';
import { createKernelThreads } from '@probity/threads';
import { peakBytes, timed } from './clock.mjs';
import { readRows } from './data.mjs';

const shapes = {
  depth6: { growth: 'level-wise', maxDepth: 6, maxLeaves: 64 },
  leaf63: { growth: 'leaf-wise', maxLeaves: 63 },
};

function settingsOf({ rounds, growth, bins }) {
  return {
    preset: 'standard',
    maxRounds: rounds,
    patience: 0,
    learningRate: 0.1,
    maxBins: bins,
    minRowsInLeaf: 1,
    minChildWeight: 1,
    l2: 1,
    minGain: 0,
    rowShare: 1,
    featureShare: 1,
    ...shapes[growth],
  };
}

export function threadsOf({ threads }) {
  return threads === 1 ? {} : { threads: createKernelThreads({ count: threads }) };
}

export const tasks = {
  /** Trains cold, as a program that trains once does; what is held out is scored afterwards. */
  train(task, baseBytes) {
    const { matrix, labels, rawBytes } = readRows(task.data, 0, task.trainRows);
    const context = { seed: 1, ...threadsOf(task) };
    const {
      result: model,
      seconds,
      cpuSeconds,
    } = timed(() => fitGradientBoosting(settingsOf(task), { matrix, labels }, context));
    const peak = peakBytes();
    const heldOut = readRows(task.data, task.trainRows);
    return {
      seconds,
      cpuSeconds,
      peakBytes: peak,
      baseBytes,
      rawBytes,
      auc: heldOut.labels.length === 0 ? null : rocAuc(margins(model, heldOut.matrix), heldOut.labels),
    };
  },

  /** Trains and writes the model to a file, for other processes to score with. */
  model(task) {
    const { matrix, labels } = readRows(task.data, 0, task.trainRows);
    const model = fitGradientBoosting(settingsOf(task), { matrix, labels }, { seed: 1, ...threadsOf(task) });
    writeFileSync(task.path, serialize(model.toParts()));
    return { leaves: countLeaves(model.trees) };
  },

  /** What came out, as one hash over everything a bundle would store. */
  checksum(task) {
    const { matrix, labels } = readRows(task.data, 0, task.trainRows);
    const model = fitGradientBoosting(settingsOf(task), { matrix, labels }, { seed: 1, ...threadsOf(task) });
    const { arrays } = model.toParts();
    const hash = createHash('sha256');
    for (const name of Object.keys(arrays).sort()) {
      const { buffer, byteOffset, byteLength } = arrays[name];
      hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    return { checksum: hash.digest('hex') };
  },
};

function countLeaves({ splitFeatures }) {
  return splitFeatures.reduce((count, feature) => count + (feature < 0 ? 1 : 0), 0);
}

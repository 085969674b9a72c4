// One round of our gradient boosting in a process of its own: measure-learn.mjs <file> <rows> <held out> <features> <settings>; prints JSON.
// peers/learn_peers.py does the same for the peers: whatever is changed here is changed there.
import { readFileSync } from 'node:fs';
import { fitGradientBoosting, margins, rocAuc } from '@probity/learn';

const [file, trainText, heldOutText, featureText, settingsText] = process.argv.slice(2);
const [trainRows, heldOutRows, featureCount] = [trainText, heldOutText, featureText].map(Number);
const { rounds, leaves, learningRate, bins, l2, minChildWeight, singleRows, shapRows } = JSON.parse(settingsText);

const bytes = readFileSync(file);
const rowCount = trainRows + heldOutRows;
const whole = new Float64Array(bytes.buffer, bytes.byteOffset, rowCount * featureCount);
const labels = new Uint8Array(bytes.buffer, bytes.byteOffset + whole.byteLength, rowCount);
const features = Array.from({ length: featureCount }, (_, index) => ({ name: `x${index}`, kind: 'numeric' }));
const cut = (start, end) => ({
  rowCount: end - start,
  features,
  columns: features.map((_, index) => whole.slice(index * rowCount + start, index * rowCount + end)),
});
const train = { matrix: cut(0, trainRows), labels: labels.slice(0, trainRows) };
const heldOut = cut(trainRows, rowCount);
const heldOutLabels = labels.slice(trainRows);

const settings = {
  maxRounds: rounds,
  patience: 0,
  preset: 'balanced',
  learningRate,
  maxLeaves: leaves,
  maxBins: bins,
  minRowsInLeaf: 1,
  minChildWeight,
  l2,
  minGain: 0,
  rowShare: 1,
  featureShare: 1,
};
const [model, trainSeconds] = timed(() => fitGradientBoosting(settings, train, { seed: 1 }));
const [scores, batchSeconds] = timed(() => margins(model, heldOut));

const singles = Array.from({ length: singleRows }, (_, row) => heldOut.columns.map((column) => column[row])).map(
  (row) => Float64Array.from(row),
);
let total = 0;
const scoreSingles = () => {
  for (const row of singles) total += model.margin(row);
};
scoreSingles(); // Warms up, as a server is after its first requests.
const [, singleSeconds] = timed(scoreSingles);

const contributions = new Float64Array(featureCount);
const explainRows = (count) => {
  for (const row of singles.slice(0, count)) total += model.explain(row, contributions);
};
checkExplanation(singles[0]);
explainRows(Math.ceil(shapRows / 10));
const [, shapSeconds] = timed(() => explainRows(shapRows));
if (!Number.isFinite(total)) throw new Error('a margin is not finite');

process.stdout.write(
  JSON.stringify({
    trees: model.trees.treeStarts.length - 1,
    train: trainSeconds,
    single: (singleSeconds / singleRows) * 1e6,
    batch: (batchSeconds / heldOutRows) * 1e6,
    shap: (shapSeconds / shapRows) * 1e6,
    auc: rocAuc(scores, heldOutLabels),
  }),
);

function timed(work) {
  const started = performance.now();
  const result = work();
  return [result, (performance.now() - started) / 1000];
}

function checkExplanation(row) {
  const baseline = model.explain(row, contributions);
  const sum = contributions.reduce((rest, value) => rest + value, baseline);
  if (Math.abs(sum - model.margin(row)) > 1e-9) throw new Error('the contributions do not add up to the margin');
}

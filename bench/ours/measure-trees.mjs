// One task of the tree engine in a process of its own: measure-trees.mjs <task as JSON>; prints JSON.
// peers/trees_peers.py does the same for the peers: whatever is changed here is changed there.
const baseBytes = process.memoryUsage.rss();
const given = JSON.parse(process.argv[2]);
const round = Number(process.env.BENCH_ROUND ?? 0);
const task = { ...given, bins: given.bins?.[round % given.bins.length] ?? 254 };
const homes = {
  train: './trees/train.mjs',
  model: './trees/train.mjs',
  checksum: './trees/train.mjs',
  real: './trees/real.mjs',
  forest: './trees/forests.mjs',
  isolation: './trees/forests.mjs',
  rows: './trees/score.mjs',
  batch: './trees/score.mjs',
  shap: './trees/explain.mjs',
  'shap-row': './trees/explain.mjs',
};
const { tasks } = await import(homes[task.kind]);
process.stdout.write(JSON.stringify(await tasks[task.kind](task, baseBytes)));
process.exit(0); // Kernel workers may still be asleep.

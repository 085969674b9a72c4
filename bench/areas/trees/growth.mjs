// How our own time and memory grow with rows, columns, threads and trees.
import { availableParallelism } from 'node:os';
import { beyondRaw, interleave, ours, seconds, THREADS } from './contenders.mjs';
import { simulated } from './session.mjs';

const base = { rows: 200_000, features: 28, threads: THREADS, trees: 50 };
const quickBase = { ...base, rows: 50_000, trees: 20 };

const axes = {
  rows: { full: [50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000], quick: [25_000, 50_000, 100_000, 200_000] },
  features: { full: [8, 16, 32, 64, 128], quick: [8, 16, 32, 64] },
  threads: { full: threadCounts(), quick: threadCounts() },
  trees: { full: [25, 50, 100, 200, 400], quick: [10, 20, 40, 80] },
};
const names = { rows: 'growth-rows', features: 'growth-columns', threads: 'growth-threads', trees: 'growth-trees' };

export const figures = Object.entries(axes).map(([axis, points]) => ({
  name: names[axis],
  measure: (options) => measureGrowth(axis, points, options),
}));

function threadCounts() {
  const most = availableParallelism();
  return [1, 2, 4, 8, 16, 32].filter((count) => count <= most);
}

async function measureGrowth(axis, points, { quick, note }) {
  const contenders = [];
  for (const value of quick ? points.quick : points.full) {
    const { rows, features, threads, trees } = { ...(quick ? quickBase : base), [axis]: value };
    const data = await simulated({ train: rows, heldOut: 0, features });
    const task = { kind: 'train', data, trainRows: rows, rounds: trees, growth: 'leaf63', threads };
    contenders.push({ ...ours(task, `${axis} ${value}`), value, rows, features, threads, trees });
  }
  const { results, load, rounds } = await interleave(
    contenders,
    quick ? 1 : 3,
    note,
    (result) => `${seconds(result.seconds)}, ${(result.peakBytes / 1e6).toFixed(0)} MB`,
  );
  const best = (label) => Math.min(...results.get(label).map((result) => result.seconds));
  const [first] = contenders;
  return contenders.map(({ label, value, rows, features, threads, trees }) => {
    const extra = beyondRaw(results.get(label));
    const growth = `${(best(label) / best(first.label)).toFixed(2)} × the time of the first for ${(value / first.value).toPrecision(3)} × ${axis}`;
    return {
      name: `${names[axis]} ${value}`,
      ours: best(label),
      higherIsBetter: false,
      unit: 's',
      conditions: `${rows} rows × ${features} simulated, ${trees} trees of 63 leaves, ${threads} thread${threads === 1 ? '' : 's'}, binning included, quickest of ${rounds} rounds; ${growth}; memory beside program and raw data ${(extra / 1e6).toFixed(0)} MB = ${(extra / rows).toFixed(1)} bytes a row, ${(extra / rows / features).toFixed(2)} a cell; ${load}`,
    };
  });
}

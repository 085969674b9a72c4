// One round of our optimal binning in a process of its own: measure-binning.mjs <file>; prints JSON.
// peers/binning_peers.py does the same for optbinning: whatever is changed here is changed there.
import { readFileSync } from 'node:fs';
import { binVariable } from '@probity/learn';

const { problems } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tasks = problems.map(({ goods, bads, trend, maxBins, minBinShare }) => {
  const counts = goods.map((good, cell) => good + bads[cell]);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const column = new Float64Array(rows);
  const labels = new Uint8Array(rows);
  let row = 0;
  for (const [cell, count] of counts.entries()) {
    column.fill(cell, row, row + count);
    labels.fill(1, row, row + bads[cell]);
    row += count;
  }
  // Cells are values of their own, so that the cells of the search are those of the peer.
  const settings = { trend, maxPreBins: 100, maxBins, minBinShare, minBinWeight: 0, binPenalty: 0, smoothing: 0 };
  return { settings, variable: { feature: { name: 'x', kind: 'numeric' }, column, labels } };
});

const solve = () => tasks.map(({ settings, variable }) => binVariable(settings, variable));
solve();
const started = performance.now();
const solved = solve();
const seconds = (performance.now() - started) / 1000;
const ends = solved.map(({ bins }) =>
  bins.filter(({ range }) => range.kind === 'interval').map(({ range }) => Math.floor((range.upTo ?? 1e9) + 1)),
);
process.stdout.write(JSON.stringify({ seconds, ends }));

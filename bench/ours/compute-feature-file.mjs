// One run of the batch in a process of its own: compute-feature-file.mjs <input> <output> <set.json> <threads>; prints JSON.
import { readFileSync } from 'node:fs';
import { computeFeatureFile } from '@probity/warehouse';

const [input, output, setFile, threads] = process.argv.slice(2);
const set = JSON.parse(readFileSync(setFile, 'utf8'));
const marks = [];
let last;
const started = performance.now();
const { seconds, rows } = await computeFeatureFile({
  ...{ input, output, set, map: { at: 'moment' }, threads: Number(threads) },
  progress: (_, what) => {
    if (what !== last) marks.push([what, (performance.now() - started) / 1000, cpu()]);
    last = what;
  },
});
const cpuSeconds = cpu();
process.stdout.write(
  JSON.stringify({ seconds, rows, cpuSeconds, peakMib: process.resourceUsage().maxRSS / 1024, marks }),
);

function cpu() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6;
}

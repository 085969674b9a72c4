// Optimal binning beside optbinning's constraint (cp) and mixed-integer (mip) programs: the same cells, the same rules.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@probity/numerics';
import { findPeersPython, median, root, run } from '../programs.mjs';

const trends = ['ascending', 'descending', 'peak', 'valley'];
const solvers = ['cp', 'mip'];
const speedSets = [
  { cells: 20, count: 12, rounds: 5, solvers },
  // Their programs grow fast with the cells: few problems, or it takes an hour.
  { cells: 40, count: 4, rounds: 3, solvers: ['cp'] },
];

export const figures = [
  { name: 'binning-optimal', measure: measureOptimality },
  { name: 'binning-speed', measure: measureSpeed },
];

/** How many of the problems each solves to the optimum, which is found by trying all partitions. */
async function measureOptimality({ quick, note }) {
  const problems = makeProblems(quick ? 24 : 120, 12);
  const contenders = contendersFor(solvers, note);
  const results = await withFile(problems, (file) => interleave(contenders, file, 1, note));
  const best = problems.map(bestOfAll);
  const solvedBy = (ends) =>
    problems.filter((problem, index) => informationOf(problem, ends[index]) >= best[index] - 1e-9).length /
    problems.length;
  const ours = solvedBy(results.get('ours')[0].ends);
  return withPeers(results, (peer) => ({
    name: 'binning-optimal',
    ours,
    peer: peer === undefined ? null : solvedBy(peer[0].ends),
    higherIsBetter: true,
    unit: 'share of problems solved to the optimum',
    conditions: `${problems.length} problems of 12 cells, ${trends.join(', ')}, at most 5 bins, every second with bins of at least a tenth; optimum from all 2048 partitions`,
  }));
}

async function measureSpeed({ quick, note }) {
  const rows = [];
  for (const { cells, count, rounds: allRounds, solvers: peers } of speedSets) {
    const problems = makeProblems(quick ? 4 : count, cells);
    const rounds = quick ? 2 : allRounds;
    const loads = [loadavg()[0]];
    if (loads[0] > availableParallelism() / 4) note('  the machine is busy: do not quote');
    const results = await withFile(problems, (file) => interleave(contendersFor(peers, note), file, rounds, note));
    loads.push(loadavg()[0]);
    const secondsOf = (rounds) => (1000 * median(rounds.map(({ seconds }) => seconds))) / problems.length;
    const spread = (rounds) => {
      const times = rounds.map(({ seconds }) => (1000 * seconds) / problems.length);
      return `${Math.min(...times).toPrecision(3)}–${Math.max(...times).toPrecision(3)}`;
    };
    const size = Math.round(sum(problems.map(({ goods, bads }) => sum(goods) + sum(bads))) / problems.length);
    rows.push(
      ...withPeers(results, (peer) => ({
        name: `binning-speed, ${cells} cells`,
        ours: secondsOf(results.get('ours')),
        peer: peer === undefined ? null : secondsOf(peer),
        higherIsBetter: false,
        unit: 'ms per variable',
        conditions: `${problems.length} variables of about ${size} rows, from rows and given cells to bins, ${trends.join(', ')}; processes warmed up by one pass; median of ${rounds} interleaved rounds; ours ${spread(results.get('ours'))}${peer === undefined ? '' : `, peer ${spread(peer)}`}; load average ${loads.map((load) => load.toFixed(1)).join(' before, ')} after`,
      })),
    );
  }
  return rows;
}

function contendersFor(peers, note) {
  const python = findPeersPython();
  if (python === undefined) note('  no peers: node bench/peers/install.mjs');
  return [
    {
      name: 'ours',
      program: process.execPath,
      args: (file) => [join(root, 'bench', 'ours', 'measure-binning.mjs'), file],
    },
    ...(python === undefined ? [] : peers).map((solver) => ({
      name: `optbinning, ${solver}`,
      program: python,
      args: (file) => [join(root, 'bench', 'peers', 'binning_peers.py'), file, solver],
    })),
  ];
}

async function withFile(problems, work) {
  const folder = await mkdtemp(join(tmpdir(), 'probity-bench-'));
  try {
    const file = join(folder, 'problems.json');
    await writeFile(file, JSON.stringify({ problems }));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every contender once a round, another one first each time: what the machine does meanwhile falls on all alike. */
async function interleave(contenders, file, rounds, note) {
  const results = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const { name, program, args } = contenders[(round + turn) % contenders.length];
      const result = JSON.parse((await run(program, args(file))).stdout);
      const unsolved = (result.statuses ?? []).filter((status) => status !== 'OPTIMAL').length;
      results.get(name).push(result);
      note(
        `  round ${round + 1} ${name}: ${result.seconds.toFixed(3)} s${unsolved > 0 ? `, ${unsolved} not proved` : ''}`,
      );
    }
  }
  return results;
}

function withPeers(results, row) {
  const peers = [...results].filter(([name]) => name !== 'ours');
  if (peers.length === 0) return [row(undefined)];
  return peers.map(([name, rounds]) => ({ ...row(rounds), peerName: `${name} ${rounds[0].version}` }));
}

/** Cells whose bad rates rise, fall, peak or dip, with noise; a few thousand rows. */
function makeProblems(count, cells) {
  const random = createRandom(20_260_901).fork(`binning ${cells}`);
  return Array.from({ length: count }, (_, index) => {
    const goods = [];
    const bads = [];
    const shape = random.nextUint32Below(4);
    for (let cell = 0; cell < cells; cell++) {
      const share = cell / (cells - 1);
      const base = [share, 1 - share, Math.sin(Math.PI * share), 1 - Math.sin(Math.PI * share)][shape];
      const rate = Math.min(0.9, Math.max(0.02, 0.05 + 0.3 * base + 0.06 * random.nextNormal()));
      const size = 60 + random.nextUint32Below(300);
      const bad = Math.min(size - 1, Math.max(1, Math.round(size * rate)));
      goods.push(size - bad);
      bads.push(bad);
    }
    return { goods, bads, trend: trends[index % 4], maxBins: 5, minBinShare: index % 8 < 4 ? 0 : 0.1 };
  });
}

function informationOf({ goods, bads }, ends) {
  const [allGoods, allBads] = [sum(goods), sum(bads)];
  let from = 0;
  let value = 0;
  for (const end of ends) {
    const p = sum(goods.slice(from, end)) / allGoods;
    const q = sum(bads.slice(from, end)) / allBads;
    value += (p - q) * Math.log(p / q);
    from = end;
  }
  return value;
}

function bestOfAll(problem) {
  const { goods, bads, trend, maxBins, minBinShare } = problem;
  const least = Math.ceil(minBinShare * (sum(goods) + sum(bads)));
  let best = -Infinity;
  for (let cuts = 0; cuts < 2 ** (goods.length - 1); cuts++) {
    const ends = goods.map((_, cell) => cell + 1).filter((end) => end === goods.length || (cuts >> (end - 1)) & 1);
    if (ends.length > maxBins) continue;
    const bins = ends.map((end, bin) => {
      const from = bin === 0 ? 0 : ends[bin - 1];
      return { good: sum(goods.slice(from, end)), bad: sum(bads.slice(from, end)) };
    });
    if (bins.some(({ good, bad }) => good + bad < least)) continue;
    const steps = bins
      .slice(1)
      .map(({ good, bad }, bin) => bad / (good + bad) - bins[bin].bad / (bins[bin].good + bins[bin].bad));
    const goes = (first, second) =>
      [...steps.keys(), steps.length].some((turn) =>
        steps.every((step, at) => (at < turn ? first : second) * step >= 0),
      );
    const kept = {
      ascending: () => goes(1, 1),
      descending: () => goes(-1, -1),
      peak: () => goes(1, -1),
      valley: () => goes(-1, 1),
    };
    if (kept[trend]()) best = Math.max(best, informationOf(problem, ends));
  }
  return best;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

// Training with equal settings on simulated rows: seconds with binning, the quality reached, memory, and ten million rows.
import {
  beyondRaw,
  failsBehind,
  interleave,
  mean,
  memory,
  middle,
  ours,
  peers,
  seconds,
  spread,
  THREADS,
} from './contenders.mjs';
import { simulated } from './session.mjs';

const AUC_TOLERANCE = 0.001;
const LIBRARIES = ['xgboost', 'lightgbm'];
/** Bins by round, the same for all. One bin more or less moves the AUC of any of them by 0.001: their mean is compared. */
const bins = [254, 246, 238, 230, 222];
const shapes = { depth6: 'level by level to depth 6', leaf63: 'leaf by leaf to 63 leaves' };
/** Wanted ratios of the two-thread rows. */
const wanted = {
  xgboost: { measure: 'ratio', floor: 1.5, goal: 2 },
  lightgbm: { measure: 'ratio', floor: 1, goal: 1.2 },
};

const sizes = [
  {
    name: 'train-100k',
    train: 100_000,
    heldOut: 100_000,
    features: 28,
    rounds: 3,
    quick: { train: 30_000, heldOut: 20_000 },
  },
  {
    name: 'train-1m',
    train: 1_000_000,
    heldOut: 100_000,
    features: 28,
    rounds: 5,
    quick: { train: 200_000, heldOut: 50_000 },
    isPromised: true,
  },
  {
    name: 'train-200k-wide',
    train: 200_000,
    heldOut: 100_000,
    features: 50,
    rounds: 3,
    quick: { train: 50_000, heldOut: 20_000 },
  },
];

export const figures = [
  ...sizes.flatMap((size) =>
    Object.keys(shapes).map((growth) => ({
      name: `${size.name}-${growth}`,
      measure: (options) => measureTraining(size, growth, options),
    })),
  ),
  { name: 'train-10m', measure: measureTenMillion },
];

async function measureTraining({ name, isPromised, rounds, quick: fewer, ...whole }, growth, { quick, note }) {
  const size = quick ? { ...whole, ...fewer } : whole;
  const task = { kind: 'train', data: await simulated(size), trainRows: size.train, rounds: 100, growth, bins };
  const threadCounts = quick && !isPromised ? [THREADS] : [THREADS, 1];
  const contenders = threadCounts.flatMap((threads) => [
    ours({ ...task, threads }, oursLabel(threads)),
    ...peers(LIBRARIES, { ...task, threads }, note).map((peer) => ({ ...peer, threads })),
  ]);
  const { results, load, ...measured } = await interleave(contenders, quick ? 1 : rounds, note, describe);
  const conditions = [
    `${size.train} rows × ${size.features} simulated, ${size.heldOut} held out`,
    `100 rounds, ${shapes[growth]}, learning rate 0.1, L2 1, least hessian 1, ${bins.slice(0, measured.rounds).join(', ')} bins by round, binning included, cold process`,
    `median of ${measured.rounds} interleaved rounds`,
  ].join('; ');
  const rows = threadCounts.flatMap((threads) =>
    trainingRows(`${name}-${growth}`, contenders, results, threads, isPromised === true && threads === THREADS).map(
      (row) => ({
        ...row,
        conditions: `${conditions}; ${row.conditions}; ${load}`,
      }),
    ),
  );
  return [...rows, qualityRow(`${name}-${growth}`, contenders, results, `${conditions}; ${load}`, quick)];
}

function oursLabel(threads) {
  return `ours, ${threads} thread${threads === 1 ? '' : 's'}`;
}

function describe({ seconds: taken, cpuSeconds, auc, peakBytes }) {
  return `trained in ${seconds(taken)} (${seconds(cpuSeconds)} of processor), AUC ${auc.toFixed(4)}, peak ${(peakBytes / 1e6).toFixed(0)} MB`;
}

/** Ours with these threads beside each peer with the same. */
function trainingRows(name, contenders, results, threads, isPromised) {
  const own = results.get(oursLabel(threads));
  const row = {
    name: threads === THREADS ? name : `${name} (1 thread)`,
    ours: middle(own, 'seconds'),
    higherIsBetter: false,
    unit: 's',
  };
  const ownConditions = `ours ${spread(own, 'seconds')} s, ${seconds(middle(own, 'cpuSeconds'))} of processor, ${memory(own)}`;
  const rivals = contenders.filter((contender) => contender.library !== undefined && contender.threads === threads);
  if (rivals.length === 0) return [{ ...row, conditions: ownConditions }];
  return rivals.map(({ label, library }) => {
    const theirs = results.get(label);
    return {
      ...row,
      peer: middle(theirs, 'seconds'),
      peerName: label,
      ...(isPromised ? { wanted: wanted[library] } : {}),
      conditions: `${ownConditions}; peer ${spread(theirs, 'seconds')} s, ${seconds(middle(theirs, 'cpuSeconds'))} of processor, ${memory(theirs)}`,
    };
  });
}

/** The held-out quality, mean of the rounds, beside the better peer's: below it by more than the tolerance the speed does not count. */
function qualityRow(name, contenders, results, conditions, quick) {
  const auc = mean(results.get(oursLabel(THREADS)), 'auc');
  const row = { name: `${name} rocAuc`, ours: auc, higherIsBetter: true, unit: 'ROC AUC', conditions };
  const rivals = contenders.filter(({ library, threads }) => library !== undefined && threads === THREADS);
  if (rivals.length === 0) return row;
  const [best] = rivals
    .map(({ label }) => ({ label, auc: mean(results.get(label), 'auc') }))
    .sort((a, b) => b.auc - a.auc);
  const behind = best.auc - auc;
  return {
    ...row,
    peer: best.auc,
    peerName: `better of both: ${best.label}`,
    ...failsBehind(behind, AUC_TOLERANCE, quick),
    conditions: `${conditions}; ours ${behind > 0 ? 'below' : 'above'} the better peer by ${Math.abs(behind).toFixed(5)}`,
  };
}

/** Ten million rows: seconds beside both peers, memory beside the raw data, and time a row beside a million's. */
async function measureTenMillion({ quick, note }) {
  const [large, small] = quick ? [2_000_000, 200_000] : [10_000_000, 1_000_000];
  const rounds = quick ? 10 : 50;
  const heldOut = 100_000;
  const task = { kind: 'train', rounds, growth: 'leaf63', threads: THREADS };
  const largeTask = { ...task, data: await simulated({ train: large, heldOut, features: 28 }), trainRows: large };
  const smallTask = { ...task, data: await simulated({ train: small, heldOut, features: 28 }), trainRows: small };
  const contenders = [
    ours(largeTask),
    ours(smallTask, 'ours, a tenth of the rows'),
    ...peers(LIBRARIES, largeTask, note),
  ];
  const { results, load } = await interleave(contenders, 1, note, describe);
  const own = results.get('ours');
  const conditions = `${large} rows × 28 simulated, ${rounds} rounds, ${shapes.leaf63}, ${THREADS} threads, binning included, one run; ours ${memory(own)}; AUC ${own[0].auc.toFixed(4)}; ${load}`;
  const row = { name: 'train-10m', ours: own[0].seconds, higherIsBetter: false, unit: 's' };
  const rivals = contenders.filter(({ library }) => library !== undefined);
  const tenth = results.get('ours, a tenth of the rows');
  return [
    ...rivals.map(({ label }) => {
      const [theirs] = results.get(label);
      return {
        ...row,
        peer: theirs.seconds,
        peerName: label,
        wanted: { measure: 'ratio', goal: 1 },
        conditions: `${conditions}; peer ${memory([theirs])}, AUC ${theirs.auc.toFixed(4)}`,
      };
    }),
    ...(rivals.length === 0 ? [{ ...row, conditions }] : []),
    {
      name: 'train-10m memory beside raw data',
      ours: beyondRaw(own) / 1e9,
      higherIsBetter: false,
      unit: 'GB',
      ...(quick ? {} : { wanted: { measure: 'ours', floor: 3 } }),
      conditions: `peak resident memory after the fit (VmHWM) less the program before it read anything (${(own[0].baseBytes / 1e6).toFixed(0)} MB) and the raw columns (${(own[0].rawBytes / 1e6).toFixed(0)} MB); ${(beyondRaw(own) / large).toFixed(1)} bytes a row, ${(beyondRaw(own) / large / 28).toFixed(2)} a cell; ${conditions}`,
    },
    {
      name: 'train-10m time per row over a tenth',
      ours: own[0].seconds / tenth[0].seconds / 10,
      higherIsBetter: false,
      unit: '×',
      wanted: { measure: 'ours', floor: 1.25 },
      conditions: `seconds a row with ${large} rows over seconds a row with ${small} (${seconds(tenth[0].seconds)}); ${conditions}`,
    },
  ];
}

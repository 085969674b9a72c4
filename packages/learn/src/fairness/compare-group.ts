import { normalQuantile, wilsonRateInterval } from '@probity/numerics';
import { calibrationLine } from '../metrics/calibration-line.js';
import { delongAuc } from '../metrics/delong.js';
import type { GroupCounts } from './group-counts.js';
import { type Measured, measured, notAssessed, type Pending, percentiles, tested } from './group-measure.js';
import { compareShares, normalPValue } from './rate-tests.js';

/** The figures of one group by itself. */
export type GroupMeasure =
  | 'approvalRate'
  | 'goodsApproved'
  | 'badsApproved'
  | 'badRateOfApproved'
  | 'rocAuc'
  | 'observedToExpected'
  | 'calibrationSlope';

/** The figures of one group against the reference group. */
export type GroupComparison =
  | 'adverseImpactRatio'
  | 'demographicParity'
  | 'equalOpportunity'
  | 'predictiveEquality'
  | 'equalisedOdds'
  | 'rocAucDifference';

/** Below these numbers nothing is said. */
export interface SmallestSizes {
  readonly minimumRows: number;
  readonly minimumOutcomes: number;
}

/** One group as it is compared: its rows, what was counted in them, and in resamples of them. */
export interface GroupMember {
  readonly counts: GroupCounts;
  readonly draws: readonly GroupCounts[];
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

const good = ({ rows, bads }: GroupCounts) => rows - bads;
const goodApproved = ({ approved, approvedBads }: GroupCounts) => approved - approvedBads;

/** Shares as hits of trials; what is compared to the reference by the same pair. */
const shares = {
  approvalRate: { hits: (c: GroupCounts) => c.approved, trials: (c: GroupCounts) => c.rows, of: 'rows' },
  goodsApproved: { hits: goodApproved, trials: good, of: 'good outcomes' },
  badsApproved: { hits: (c: GroupCounts) => c.approvedBads, trials: (c: GroupCounts) => c.bads, of: 'bad outcomes' },
  badRateOfApproved: {
    hits: (c: GroupCounts) => c.approvedBads,
    trials: (c: GroupCounts) => c.approved,
    of: 'approved rows',
  },
} as const;

type ShareName = keyof typeof shares;

function shareOf(name: ShareName, counts: GroupCounts): number {
  return shares[name].hits(counts) / shares[name].trials(counts);
}

/**
 * All figures of one group, by itself and against the reference.
 * @param other the reference group; undefined for itself, and where there is none
 * @param pending filled with the p-values, to be corrected once all groups are done
 */
export function describeGroup(
  own: GroupMember,
  other: GroupMember | undefined,
  plan: SmallestSizes,
  pending: Pending[],
): {
  readonly measures: Readonly<Record<GroupMeasure, Measured>>;
  readonly comparisons: Readonly<Partial<Record<GroupComparison, Measured>>>;
} {
  const { counts, draws } = own;
  const tooSmall =
    counts.rows < plan.minimumRows ? `${counts.rows} rows; at least ${plan.minimumRows} are needed` : undefined;
  const share = (name: ShareName): Measured => {
    const reason = tooSmall ?? tooFew(name, counts, plan);
    if (reason !== undefined) return notAssessed(reason);
    const { hits, trials } = shares[name];
    return measured(shareOf(name, counts), wilsonRateInterval(hits(counts), trials(counts)));
  };
  const aucReason = tooSmall ?? tooFewOutcomes(counts, plan);
  const measures: Record<GroupMeasure, Measured> = {
    approvalRate: share('approvalRate'),
    goodsApproved: share('goodsApproved'),
    badsApproved: share('badsApproved'),
    badRateOfApproved: share('badRateOfApproved'),
    rocAuc: aucReason === undefined ? aucOf(own) : notAssessed(aucReason),
    observedToExpected:
      tooSmall === undefined && counts.variance > 0
        ? tested(
            fromDraws(counts, draws, (c) => c.bads / c.expectedBads),
            normalPValue((counts.bads - counts.expectedBads) / Math.sqrt(counts.variance)),
            'normal',
            pending,
          )
        : notAssessed(tooSmall ?? 'all scores are 0 or 1'),
    calibrationSlope: aucReason === undefined ? slopeOf(own, pending) : notAssessed(aucReason),
  };
  if (other === undefined) return { measures, comparisons: {} };
  return { measures, comparisons: compareGroup(own, other, tooSmall, aucReason, plan, pending) };
}

function compareGroup(
  own: GroupMember,
  other: GroupMember,
  tooSmall: string | undefined,
  aucReason: string | undefined,
  plan: SmallestSizes,
  pending: Pending[],
): Partial<Record<GroupComparison, Measured>> {
  const { counts, draws } = own;
  const versus = (of: (own: GroupCounts, other: GroupCounts) => number): Measured => {
    const values = draws.map((draw, index) => of(draw, other.draws[index]));
    return measured(of(counts, other.counts), percentiles(values));
  };
  const shareTest = (name: ShareName) => {
    const { hits, trials } = shares[name];
    return compareShares(hits(counts), trials(counts), hits(other.counts), trials(other.counts));
  };
  const whyNot = (name: ShareName): string | undefined =>
    tooSmall ?? tooFew(name, counts, plan) ?? ofReference(tooFew(name, other.counts, plan));
  const compare = (name: ShareName, of: (own: number, other: number) => number): Measured => {
    const reason = whyNot(name);
    if (reason !== undefined) return notAssessed(reason);
    const { pValue, test } = shareTest(name);
    return tested(
      versus((own, ref) => of(shareOf(name, own), shareOf(name, ref))),
      pValue,
      test,
      pending,
    );
  };
  const difference = (own: number, ref: number) => own - ref;

  const noneApproved = other.counts.approved === 0 ? 'nobody of the reference group is approved' : undefined;
  const oddsReason = whyNot('goodsApproved') ?? whyNot('badsApproved');
  const aucWhyNot = aucReason ?? ofReference(tooFewOutcomes(other.counts, plan));
  // The ratio and the difference of approval rates are one hypothesis: it is tested and corrected for once.
  const ratio =
    noneApproved === undefined ? compare('approvalRate', (own, ref) => own / ref) : notAssessed(noneApproved);
  const parity = whyNot('approvalRate');
  return {
    adverseImpactRatio: ratio,
    demographicParity:
      parity === undefined
        ? versus((own, ref) => shareOf('approvalRate', own) - shareOf('approvalRate', ref))
        : notAssessed(parity),
    equalOpportunity: compare('goodsApproved', difference),
    predictiveEquality: compare('badsApproved', difference),
    equalisedOdds:
      oddsReason === undefined
        ? versus((own, ref) =>
            Math.max(
              Math.abs(shareOf('goodsApproved', own) - shareOf('goodsApproved', ref)),
              Math.abs(shareOf('badsApproved', own) - shareOf('badsApproved', ref)),
            ),
          )
        : notAssessed(oddsReason),
    rocAucDifference: aucWhyNot === undefined ? aucDifference(own, other, pending) : notAssessed(aucWhyNot),
  };
}

function aucOf({ scores, labels }: GroupMember): Measured {
  const { auc, interval } = delongAuc(scores, labels);
  return measured(auc, interval);
}

/** The groups share no row, so the variances add up. */
function aucDifference(own: GroupMember, other: GroupMember, pending: Pending[]): Measured {
  const mine = delongAuc(own.scores, own.labels);
  const theirs = delongAuc(other.scores, other.labels);
  const difference = mine.auc - theirs.auc;
  const error = Math.sqrt(mine.standardError ** 2 + theirs.standardError ** 2);
  const pValue = error > 0 ? normalPValue(difference / error) : 1;
  const interval = [difference - normalQuantile(0.975) * error, difference + normalQuantile(0.975) * error] as const;
  return tested(measured(difference, interval), pValue, 'normal', pending);
}

function slopeOf({ scores, labels }: GroupMember, pending: Pending[]): Measured {
  const line = calibrationLine(scores, labels);
  if (line === undefined) return notAssessed('no line fits: scores are all equal, or they part the outcomes');
  const { value, standardError, interval } = line.slope;
  return tested(measured(value, interval), normalPValue((value - 1) / standardError), 'normal', pending);
}

function fromDraws(counts: GroupCounts, draws: readonly GroupCounts[], of: (c: GroupCounts) => number): Measured {
  return measured(of(counts), percentiles(draws.map(of)));
}

function tooFew(name: ShareName, counts: GroupCounts, { minimumOutcomes }: SmallestSizes): string | undefined {
  const trials = shares[name].trials(counts);
  return trials < minimumOutcomes ? `${trials} ${shares[name].of}; at least ${minimumOutcomes} are needed` : undefined;
}

function tooFewOutcomes(counts: GroupCounts, { minimumOutcomes }: SmallestSizes): string | undefined {
  if (counts.bads < minimumOutcomes) return `${counts.bads} bad outcomes; at least ${minimumOutcomes} are needed`;
  const goods = good(counts);
  return goods < minimumOutcomes ? `${goods} good outcomes; at least ${minimumOutcomes} are needed` : undefined;
}

function ofReference(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `the reference group has ${reason}`;
}

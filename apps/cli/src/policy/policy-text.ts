import type { CreditPolicy } from '@probity/domain';
import type {
  BackTestReport,
  CountedRate,
  MoneyEstimate,
  NotAssessed,
  PolicyResult,
  StoredPolicy,
  SwapGroup,
  SwapSet,
} from '@probity/scoring';
import { formatTable, percent } from '../terminal.js';

/** A policy as a person reads it on a terminal. */
export function describePolicy({
  approveBelow,
  declineFrom,
  economics,
  rules,
  offers,
  referral,
}: CreditPolicy): string[] {
  const { margin, topMargin, lossGivenDefault } = economics;
  return [
    `  approve below ${percent(approveBelow, 2)}, decline from ${percent(declineFrom, 2)}, refer between`,
    `  margin ${percent(margin)} (top ${percent(topMargin)}), loss given default ${percent(lossGivenDefault)}`,
    ...(rules ?? []).map(({ id, outcome, reason }) => `  rule ${id}: ${outcome}: ${reason}`),
    ...(referral?.borderlineWidth === undefined
      ? []
      : [`  refer within ${percent(referral.borderlineWidth, 2)} of a cut-off`]),
    ...(referral?.onWarnings === true ? ['  refer where the engine has a warning'] : []),
    ...(offers === undefined
      ? []
      : formatTable([
          ['grade', 'margin', ...offers.bands.map(({ label }) => `${offers.bandField ?? 'limit'} ${label}`)],
          ...offers.rows.map((row) => [
            row.grade,
            percent(row.margin),
            ...row.limits.map((limit) => (limit === null ? 'none' : String(limit))),
          ]),
        ])),
  ];
}

/** One line of a list of policies. */
export function policyLine({ reference, state, events }: StoredPolicy): readonly string[] {
  const last = events.at(-1);
  return [reference.id, state, last?.actor.name ?? '', last?.at.slice(0, 16) ?? '', events[0]?.note ?? ''];
}

export function describeBackTest(report: BackTestReport): string[] {
  const { total, byMonth, bySegment, byGrade, groups, causes, notAssessed } = report;
  const breakdown = (title: string, parts: readonly (readonly [string, PolicyResult])[]) =>
    parts.length === 0
      ? []
      : [
          '',
          ...formatTable([
            [title, 'rows', 'approved', 'bad rate', 'profit', 'straight through'],
            ...parts.map(resultLine),
          ]),
        ];
  return [
    `  approved ${rate(total.approved)}, referred ${rate(total.referred)}, declined ${rate(total.declined)}`,
    `  straight through ${rate(total.straightThrough)}`,
    `  bad rate of the approved ${rate(total.badRate)}; of all ${rate(report.badRateOfAll)}`,
    `  profit ${money(total.profit)}; expected by the scores ${amount(total.expectedProfit)}`,
    ...causes.map(({ cause, rows, outcome }) => `  ${cause}: ${rows} rows, ${outcome}`),
    ...breakdown(
      'month',
      byMonth.map(({ month, ...result }) => [month, result] as const),
    ),
    ...breakdown(
      'segment',
      bySegment.map(({ segment, ...result }) => [segment, result] as const),
    ),
    ...breakdown(
      'grade',
      byGrade.map(({ grade, ...result }) => [grade, result] as const),
    ),
    ...(groups.length === 0
      ? []
      : [
          '',
          ...formatTable([
            ['group', 'rows', 'approved', 'adverse impact ratio', '95 % interval'],
            ...groups.map(({ group, approved, isReference, adverseImpactRatio: ratio, interval }) => [
              group,
              String(approved.of),
              approved.rate === null ? '' : percent(approved.rate),
              isReference ? 'reference' : ratio === null ? 'not assessed' : ratio.toFixed(3),
              interval === null ? '' : interval.map((end) => end.toFixed(3)).join(' – '),
            ]),
          ]),
        ]),
    ...describeGaps(notAssessed),
  ];
}

export function describeSwapSet(swap: SwapSet): string[] {
  const line = (name: string, { rows, known, badRate, profit, expectedProfit, unknown }: SwapGroup) => [
    name,
    String(rows),
    String(known),
    rate(badRate),
    known === 0 ? 'not identified' : money(profit),
    amount(expectedProfit),
    unknown === 0 ? '' : `${unknown} unknown`,
  ];
  return [
    ...formatTable([
      ['', 'rows', 'known', 'bad rate', 'profit of the known', 'expected by score', ''],
      line('both approve', swap.bothApprove),
      line('swapped in', swap.swappedIn),
      line('swapped out', swap.swappedOut),
      line('neither', swap.neither),
    ]),
    `  gain ${money(swap.gain)}; between ${amount(swap.gainBounds[0])} and ${amount(swap.gainBounds[1])} whatever the unknown outcomes are`,
    ...describeGaps(swap.notAssessed),
  ];
}

function describeGaps(gaps: readonly NotAssessed[]): string[] {
  return gaps.map(({ what, why }) => `  not assessed: ${what}: ${why}`);
}

function resultLine([name, { rows, approved, badRate, profit, straightThrough }]: readonly [
  string,
  PolicyResult,
]): string[] {
  const share = ({ rate: value }: CountedRate) => (value === null ? '–' : percent(value));
  return [name, String(rows), share(approved), share(badRate), amount(profit.amount), share(straightThrough)];
}

function rate({ rate: value, interval }: CountedRate): string {
  if (value === null || interval === null) return 'not assessed';
  return `${percent(value)} (${interval.map((end) => percent(end)).join(' – ')})`;
}

function money({ amount: value, interval }: MoneyEstimate): string {
  return interval === null ? amount(value) : `${amount(value)} (${interval.map(amount).join(' – ')})`;
}

/** Money to four digits before the point, else whole. */
function amount(value: number): string {
  return Math.abs(value) < 1000 ? value.toFixed(2) : Math.round(value).toLocaleString('en-GB').replaceAll(',', ' ');
}

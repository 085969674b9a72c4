import { type CreditPolicy, type OfferBand, type OfferGrid, type OfferRow, ProbityError } from '@probity/domain';
import { gradeOf } from './apply-policy.js';
import { expectedProfit } from './credit-policy.js';
import { bandIndex } from './make-offer.js';
import { type CountedRate, checkHistory, countedRate, type HistoryRow } from './policy-history.js';

/** What a grid must keep to. Money in the unit of the exposure. */
export interface GridConstraints {
  /** Expected profit that each loan must leave, as a share of its exposure; default 0.01. */
  readonly targetReturn?: number;
  /** Lowest and highest price, lifetime margin as a share; default the policy's margin and top margin. */
  readonly minimumMargin?: number;
  readonly maximumMargin?: number;
  /** Largest expected loss of one loan; sets the limit at limit · p · LGD. */
  readonly largestExpectedLoss?: number;
  /** Largest amount as a multiple of the band's lower end (of income: so many incomes); not for the first band. */
  readonly bandMultiple?: number;
  /** Largest amount of all. */
  readonly largestLimit: number;
  /** Limits are rounded down to multiples of this; default 1. */
  readonly roundTo?: number;
}

/** A cell of the grid with what it means. */
export interface GridCell {
  readonly grade: string;
  readonly band: string;
  readonly margin: number | null;
  readonly limit: number | null;
  /** Rows of the history in this cell that the score does not decline. */
  readonly rows: number;
  /** Mean risk score of those rows; of the grade where the cell is empty. Null where the grade is empty too. */
  readonly riskScore: number | null;
  readonly badRate: CountedRate;
  /** Of one loan at the limit, by the mean score. Null without an offer or a score. */
  readonly expectedProfit: number | null;
  readonly expectedLoss: number | null;
  /** Of all rows of the cell at their own amounts, capped by the limit. */
  readonly totalExpectedProfit: number;
  readonly totalExpectedLoss: number;
}

/**
 * Suggests prices and limits: price so that the expected profit of the grade reaches the target return,
 * margin = (target + p · LGD) / (1 − p); limit so that the expected loss of one loan, and the multiple of the band,
 * stay within bounds. A grade that would need more than the highest price gets no offer.
 *
 * @param bands of `bandField`, e.g. from {@link evenBands}; one band without a field
 * @throws INVALID_ARGUMENT, TOO_FEW_ROWS
 */
export function suggestGrid(
  policy: CreditPolicy,
  history: readonly HistoryRow[],
  bands: Pick<OfferGrid, 'bandField' | 'bands'>,
  constraints: GridConstraints,
): OfferGrid {
  checkHistory(history, 'suggestGrid');
  const { economics } = policy;
  const {
    targetReturn = 0.01,
    minimumMargin = economics.margin,
    maximumMargin = economics.topMargin,
    largestExpectedLoss = Number.POSITIVE_INFINITY,
    bandMultiple,
    largestLimit,
    roundTo = 1,
  } = constraints;
  if (!(largestLimit > 0)) refuse('largestLimit', 'be > 0', largestLimit);
  if (!(minimumMargin > 0 && minimumMargin <= maximumMargin))
    refuse('minimumMargin', 'be in (0, maximumMargin]', minimumMargin);
  if (!(roundTo > 0)) refuse('roundTo', 'be > 0', roundTo);
  const means = meanScores(policy, history);
  const rows: OfferRow[] = [];
  for (const { grade } of policy.grades) {
    const riskScore = means.get(grade);
    if (riskScore === undefined || riskScore >= policy.declineFrom) continue;
    const needed = (targetReturn + riskScore * economics.lossGivenDefault) / (1 - riskScore);
    if (needed > maximumMargin) continue;
    const byLoss = riskScore > 0 ? largestExpectedLoss / (riskScore * economics.lossGivenDefault) : largestLimit;
    const limits = bands.bands.map((_, index) => {
      const floor = bands.bands[index - 1]?.upTo;
      const byBand =
        bandMultiple === undefined || floor === undefined || floor === null ? largestLimit : floor * bandMultiple;
      const limit = Math.floor(Math.min(largestLimit, byLoss, byBand) / roundTo) * roundTo;
      return limit > 0 ? limit : null;
    });
    rows.push({ grade, margin: Math.max(minimumMargin, needed), limits });
  }
  return { ...bands, rows };
}

/** Bands of about equal numbers of rows: ends at the quantiles of a field, rounded to two significant digits. */
export function evenBands(history: readonly HistoryRow[], field: string, count: number): readonly OfferBand[] {
  if (!(Number.isInteger(count) && count >= 1 && count <= 20)) refuse('count', 'be 1 to 20', count);
  const values = history
    .map(({ application }) => application[field])
    .filter((value) => typeof value === 'number')
    .sort((one, other) => one - other);
  const ends = Array.from({ length: count - 1 }, (_, index) =>
    roundToTwoDigits(values[Math.floor(((index + 1) / count) * values.length)] ?? 0),
  );
  const distinct = [...new Set(ends)].filter((end) => end > 0);
  return [
    ...distinct.map((upTo) => ({ label: `up to ${upTo}`, upTo })),
    { label: distinct.length === 0 ? 'any' : `above ${distinct.at(-1)}`, upTo: null },
  ];
}

/** Every cell of a policy's grid with its expected profit and loss on a history; without rows, its prices and limits alone. */
export function describeGrid(
  policy: CreditPolicy & { readonly offers: OfferGrid },
  history: readonly HistoryRow[],
): readonly GridCell[] {
  if (history.length > 0) checkHistory(history, 'describeGrid');
  const { offers, grades } = policy;
  const means = meanScores(policy, history);
  const members = new Map<string, HistoryRow[]>();
  for (const row of history) {
    if (row.riskScore >= policy.declineFrom) continue;
    const band = bandIndex(offers, row.application);
    if (band === undefined) continue;
    const key = `${gradeOf(policy, row.riskScore)}\n${band}`;
    const list = members.get(key);
    if (list === undefined) members.set(key, [row]);
    else list.push(row);
  }
  return grades.flatMap(({ grade }) => {
    const offer = offers.rows.find((row) => row.grade === grade);
    return offers.bands.map(({ label }, index) =>
      describeCell(
        policy,
        { grade, band: label, margin: offer?.margin ?? null, limit: offer?.limits[index] ?? null },
        {
          rows: members.get(`${grade}\n${index}`) ?? [],
          gradeScore: means.get(grade),
        },
      ),
    );
  });
}

function describeCell(
  { economics: { lossGivenDefault } }: CreditPolicy,
  cell: Pick<GridCell, 'grade' | 'band' | 'margin' | 'limit'>,
  { rows, gradeScore }: { readonly rows: readonly HistoryRow[]; readonly gradeScore: number | undefined },
): GridCell {
  const { margin, limit } = cell;
  const known = rows.filter(({ isBad }) => isBad !== null);
  const riskScore = rows.length > 0 ? meanOf(rows) : (gradeScore ?? null);
  const hasOffer = margin !== null && limit !== null;
  let [profit, loss] = [0, 0];
  if (hasOffer) {
    for (const row of rows) {
      const amount = Math.min(row.exposure, limit);
      profit += amount * expectedProfit(row.riskScore, margin, lossGivenDefault);
      loss += amount * row.riskScore * lossGivenDefault;
    }
  }
  return {
    ...cell,
    ...(hasOffer ? {} : { margin: null, limit: null }),
    rows: rows.length,
    riskScore,
    badRate: countedRate(known.filter(({ isBad }) => isBad === true).length, known.length),
    expectedProfit: hasOffer && riskScore !== null ? limit * expectedProfit(riskScore, margin, lossGivenDefault) : null,
    expectedLoss: hasOffer && riskScore !== null ? limit * riskScore * lossGivenDefault : null,
    totalExpectedProfit: profit,
    totalExpectedLoss: loss,
  };
}

/** Mean risk score by grade, of rows that the score does not decline. */
function meanScores(policy: CreditPolicy, history: readonly HistoryRow[]): ReadonlyMap<string, number> {
  const totals = new Map<string, HistoryRow[]>();
  for (const row of history) {
    if (row.riskScore >= policy.declineFrom) continue;
    const grade = gradeOf(policy, row.riskScore);
    const list = totals.get(grade);
    if (list === undefined) totals.set(grade, [row]);
    else list.push(row);
  }
  return new Map([...totals].map(([grade, rows]) => [grade, meanOf(rows)]));
}

function meanOf(rows: readonly HistoryRow[]): number {
  let total = 0;
  for (const { riskScore } of rows) total += riskScore;
  return total / rows.length;
}

function roundToTwoDigits(value: number): number {
  return Number(value.toPrecision(2));
}

function refuse(field: string, rule: string, got: number): never {
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of the grid must ${rule}; got ${got}`, { field });
}

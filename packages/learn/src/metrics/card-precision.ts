import { ProbityError } from '@probity/domain';

/** Scored transactions of the measured days. Arrays of length n. */
export interface CardScores {
  /** Any scale; higher is riskier. */
  readonly scores: ArrayLike<number>;
  /** 1 = fraud. */
  readonly labels: ArrayLike<number>;
  /** Whose card (or customer) it is: whole numbers ≥ 0. */
  readonly cards: ArrayLike<number>;
  /** Which day: any whole numbers, in order of time. */
  readonly days: ArrayLike<number>;
}

/** What a team that looks at the k riskiest cards a day would find. */
export interface CardPrecision {
  /** Mean over the days of (cards found to be compromised) / k. */
  readonly precision: number;
  /** Mean over the days of compromised cards that were there to be found, as a share of k: no model can do better. */
  readonly ceiling: number;
  /** One per day, in order. */
  readonly byDay: readonly { readonly day: number; readonly precision: number; readonly compromised: number }[];
}

/**
 * Card precision top-k: each day the k cards with the highest scores are looked at; how many of them had a fraud that day.
 *
 * A card's score of a day is the highest of its transactions. A card that was found is blocked: its later transactions do not
 * count. Ties are broken by the number of the card.
 *
 * @param k cards a day, whole, ≥ 1
 * @param copies how often each card counts, by its number; default once (the bootstrap draws cards)
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n).
 * Source: Le Borgne et al. 2022, "Reproducible Machine Learning for Credit Card Fraud Detection", ch. 4 (card_precision_top_k),
 * which the golden file is made with.
 * @example cardPrecision({ scores, labels, cards, days }, 100).precision // 0.29
 */
export function cardPrecision(rows: CardScores, k: number, copies?: ArrayLike<number>): CardPrecision {
  return prepareCardPrecision(rows, k)(copies);
}

interface CardOfDay {
  readonly card: number;
  score: number;
  isCompromised: boolean;
}

/** The same with the sorting done once, for many draws of `copies`. */
export function prepareCardPrecision(rows: CardScores, k: number): (copies?: ArrayLike<number>) => CardPrecision {
  check(rows, k);
  const { scores, labels, cards, days } = rows;
  const byDay = new Map<number, Map<number, CardOfDay>>();
  for (let row = 0; row < scores.length; row++) {
    let day = byDay.get(days[row]);
    if (day === undefined) {
      day = new Map();
      byDay.set(days[row], day);
    }
    const entry = day.get(cards[row]);
    if (entry === undefined) {
      day.set(cards[row], { card: cards[row], score: scores[row], isCompromised: labels[row] === 1 });
      continue;
    }
    entry.score = Math.max(entry.score, scores[row]);
    entry.isCompromised ||= labels[row] === 1;
  }
  const ranked = [...byDay]
    .sort(([one], [other]) => one - other)
    .map(([day, entries]) => ({
      day,
      entries: [...entries.values()].sort((a, b) => b.score - a.score || a.card - b.card),
    }));
  return (copies) => {
    const found = new Set<number>();
    const result = ranked.map(({ day, entries }) => measureDay(day, entries, k, found, copies));
    const mean = (of: (entry: CardPrecision['byDay'][number]) => number) =>
      result.reduce((sum, entry) => sum + of(entry), 0) / result.length;
    return {
      precision: mean((entry) => entry.precision),
      ceiling: mean((entry) => entry.compromised) / k,
      byDay: result,
    };
  };
}

function measureDay(
  day: number,
  entries: readonly CardOfDay[],
  k: number,
  found: Set<number>,
  copies: ArrayLike<number> | undefined,
): CardPrecision['byDay'][number] {
  const [foundToday, copiesOf]: [number[], (card: number) => number] = [[], (card) => copies?.[card] ?? 1];
  let [looked, hits, compromised] = [0, 0, 0];
  for (const { card, isCompromised } of entries) {
    if (found.has(card)) continue;
    const count = copiesOf(card);
    if (isCompromised) compromised += count;
    const taken = Math.min(count, k - looked);
    if (taken <= 0) continue;
    looked += taken;
    if (!isCompromised) continue;
    hits += taken;
    foundToday.push(card);
  }
  for (const card of foundToday) found.add(card);
  return { day, precision: hits / k, compromised };
}

function check({ scores, labels, cards, days }: CardScores, k: number): void {
  const same = [labels, cards, days].every(({ length }) => length === scores.length);
  if (!same || scores.length === 0) {
    const message = `\`labels\`, \`cards\` and \`days\` of \`cardPrecision\` must be as long as \`scores\` (${scores.length}, at least one)`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'scores' });
  }
  if (!Number.isInteger(k) || k < 1) {
    throw new ProbityError('INVALID_ARGUMENT', `\`k\` of \`cardPrecision\` must be a whole number ≥ 1; got ${k}`, {
      field: 'k',
    });
  }
}

import type { StreamOutcome } from './stream-decider.js';

/** What became of what was read: read = decided + duplicates + corrections + quarantined. */
export interface StreamCounts {
  read: number;
  decided: number;
  duplicates: number;
  corrections: number;
  /** Poison messages and events that the decider refused. */
  quarantined: number;
  readonly answers: { allow: number; review: number; block: number };
  /** Of the quarantined, by code. */
  readonly causes: Record<string, number>;
}

export function noCounts(): StreamCounts {
  const answers = { allow: 0, review: 0, block: 0 };
  return { read: 0, decided: 0, duplicates: 0, corrections: 0, quarantined: 0, answers, causes: {} };
}

export function countOutcome(counts: StreamCounts, outcome: StreamOutcome): void {
  counts.read += 1;
  if (outcome.kind === 'decided') {
    counts.decided += 1;
    counts.answers[outcome.decision.answer] += 1;
  } else if (outcome.kind === 'duplicate') counts.duplicates += 1;
  else if (outcome.kind === 'correction') counts.corrections += 1;
  else {
    counts.quarantined += 1;
    counts.causes[outcome.code] = (counts.causes[outcome.code] ?? 0) + 1;
  }
}

/** One line for people. @param perSecond read in the last second, or on the whole */
export function countsText(
  { read, answers, duplicates, corrections, quarantined }: StreamCounts,
  perSecond: number,
): string {
  const { allow, review, block } = answers;
  const rest = Object.entries({ duplicates, corrections, quarantined }).filter(([, count]) => count > 0);
  const others = rest.map(([what, count]) => `, ${what} ${count.toLocaleString('en')}`).join('');
  return `${read.toLocaleString('en')} read, ${Math.round(perSecond).toLocaleString('en')}/s: allow ${allow.toLocaleString('en')}, review ${review.toLocaleString('en')}, block ${block.toLocaleString('en')}${others}`;
}

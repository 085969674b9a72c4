const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Longer stretches than a hundred years are slips of the pen. */
const LONGEST_MS = 36_525 * 86_400_000;

/**
 * Milliseconds of a stretch of time such as `15m`; NaN where the text is not one, or is longer than a hundred years.
 *
 * @example parseDuration('7d') // 604800000
 */
export function parseDuration(text: unknown): number {
  const match = typeof text === 'string' ? /^(\d{1,15})(ms|s|m|h|d|w)$/.exec(text) : null;
  if (match === null) return NaN;
  const milliseconds = Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS];
  return milliseconds <= LONGEST_MS ? milliseconds : NaN;
}

import { describe, expect, it } from 'vitest';
import { countMinutes, spanOf } from '../../src/fraud/count-minutes.js';
import { readEventStream, type StreamedEvent } from '../../src/fraud/read-event-stream.js';
import { amountWords } from '../../src/fraud/transaction-words.js';

const bodyOf = (...pieces: readonly string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

describe('reading server-sent events', () => {
  it('puts events together wherever the pieces were cut, and leaves comments out', async () => {
    const events: StreamedEvent[] = [];
    const body = bodyOf(
      ': open\n\nevent: trans',
      'action\ndata: {"a"',
      ':1}\n',
      '\n: still here\n\nevent: missed\r\ndata: 3\r\n\r\ndata: cut off',
    );
    await readEventStream(body, (event) => events.push(event));
    expect(events).toEqual([
      { name: 'transaction', data: '{"a":1}' },
      { name: 'missed', data: '3' },
    ]);
  });
});

describe('counting by minute', () => {
  it('counts each decision in its minute, older ones not at all', () => {
    const now = Date.UTC(2026, 0, 1, 12, 0, 30);
    const at = (seconds: number) => new Date(now - seconds * 1000).toISOString();
    const counts = countMinutes(
      [
        { knownAt: at(0), answer: 'allow' },
        { knownAt: at(29), answer: 'block' },
        { knownAt: at(31), answer: 'review' },
        { knownAt: at(600), answer: 'allow' },
      ],
      now,
      3,
    );
    expect(counts.map(({ allow, review, block }) => [allow, review, block])).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [1, 0, 1],
    ]);
  });
});

describe('what is shown', () => {
  it('are the minutes up to now, or as long units as hold half where the past is played again', () => {
    const now = Date.UTC(2026, 0, 1);
    const known = (at: number) => ({ knownAt: new Date(at).toISOString(), answer: 'allow' as const });
    const every = (stepMs: number) => Array.from({ length: 100 }, (_, index) => known(now - 9e10 - index * stepMs));
    expect(spanOf([], now, 30)).toMatchObject({ end: now, isNow: true, unit: { words: 'minute' } });
    expect(spanOf([known(now - 60_000), known(now - 9e9)], now, 30)).toMatchObject({ end: now, isNow: true });
    for (const [stepMs, words] of [
      [10_000, 'minute'],
      [1_000_000, 'hour'],
      [40_000_000, 'day'],
      [900_000_000, 'day'],
    ] as const) {
      const decisions = every(stepMs);
      const { end, isNow, unit } = spanOf(decisions, now, 30);
      expect([end, isNow, unit.words]).toEqual([now - 9e10, false, words]);
      const counted = countMinutes(decisions, end, 30, unit).reduce((sum, { allow }) => sum + allow, 0);
      if (stepMs < 1e8) expect(counted).toBeGreaterThanOrEqual(45);
    }
  });
});

describe('amounts', () => {
  it('have two digits after the point or none, and their currency where it is known', () => {
    const words = (amount: number | null, currency: string | null = null) =>
      amountWords({ event: { at: 0, values: { amount, currency } } });
    expect(words(412.5, 'EUR')).toBe('412.50 EUR');
    expect(words(1.999)).toBe('2');
    expect(words(-0.05)).toMatch(/0\.05$/);
    expect(words(null)).toBe('amount not known');
  });
});

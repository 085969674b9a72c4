import { describe, expect, it } from 'vitest';
import { type RecentAnswer, RecentAnswers } from '../../src/online/recent-answers.js';

const answerOf = (text: string, durable?: Promise<void>): RecentAnswer => ({
  ...{ content: text, entities: [], decision: text, durable },
});

describe('RecentAnswers', () => {
  it('finds at least the latest half, and lets go of what is older than all it may hold', () => {
    const recent = new RecentAnswers(100);
    for (let index = 0; index < 1_000; index++) recent.add('s', `t-${index}`, answerOf(`${index}`));
    for (let index = 950; index < 1_000; index++) expect(recent.find('s', `t-${index}`)?.decision).toBe(`${index}`);
    for (let index = 0; index < 900; index++) expect(recent.find('s', `t-${index}`)).toBeUndefined();
  });

  it('keeps what is not durable yet, however many come after it', () => {
    const recent = new RecentAnswers(10);
    const waiting = answerOf('waits', Promise.resolve());
    recent.add('s', 'first', waiting);
    for (let index = 0; index < 100; index++) recent.add('s', `t-${index}`, answerOf(`${index}`));
    expect(recent.find('s', 'first')).toBe(waiting);
    waiting.durable = undefined;
    for (let index = 0; index < 100; index++) recent.add('s', `u-${index}`, answerOf(`${index}`));
    expect(recent.find('s', 'first')).toBeUndefined();
  });

  it('tells sources apart', () => {
    const recent = new RecentAnswers(10);
    recent.add('one', 'id', answerOf('1'));
    expect(recent.find('other', 'id')).toBeUndefined();
    recent.clear();
    expect(recent.find('one', 'id')).toBeUndefined();
  });
});

import type { Actor } from '@probity/scoring';
import { exampleDecision } from '@probity/scoring/testing';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { openStores, type Stores } from '../../src/index.js';
import { type Child, spawnScript } from '../child-process.js';
import { makeTestWorkspace } from '../test-workspace.js';

const CASES = 40;
const workspace = makeTestWorkspace();
const children: Child[] = [];
let stores: Stores;

beforeEach(async () => {
  stores = await openStores({ workspace: workspace.folder });
});
afterEach(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  await stores.close();
});
afterAll(() => workspace.remove());

async function refer(prefix: string, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      stores.decisions.record(exampleDecision(`${prefix}-${index}`, { decision: 'refer' }), {
        review: { stake: index + 1, suggestion: 'approve' },
      }),
    ),
  );
}

function startReviewer(name: string, pauseMs = 0): Child {
  const child = spawnScript('reviewer-process.mjs', [workspace.folder, name, String(pauseMs)]);
  children.push(child);
  return child;
}

const said = (children: readonly Child[], word: string) =>
  children.flatMap(({ lines }) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(5)));

test('three processes empty one queue, and no case is decided twice', { timeout: 60_000 }, async () => {
  await refer('shared', CASES);
  const reviewers = ['anna', 'ben', 'carl'].map((name) => startReviewer(name));
  await Promise.all(reviewers.map((reviewer) => reviewer.line('closed')));
  const done = said(reviewers, 'done');
  expect([done.length, new Set(done).size]).toEqual([CASES, CASES]);
  expect(await stores.reviews.list()).toEqual([]);
  const report = await stores.audit.verify();
  expect(report).toMatchObject({ intact: true, entries: 2 * CASES });
});

test('a reviewer killed between claim and verdict leaves a case that is theirs until the claim ends', {
  timeout: 60_000,
}, async () => {
  await refer('killed', 1);
  const reviewer = startReviewer('doomed', 60_000);
  await reviewer.line('took');
  reviewer.process.kill('SIGKILL');
  await reviewer.ended;
  const anna: Actor = { name: 'anna', identifiedBy: 'declared' };
  expect(await stores.reviews.claimNext(anna)).toBeUndefined();
  expect((await stores.reviews.list())[0]?.claim?.actor.name).toBe('doomed');
  const later = await openStores({ workspace: workspace.folder, now: () => new Date(Date.now() + 31 * 60_000) });
  expect((await later.reviews.claimNext(anna))?.decisionId).toBe('killed-0');
  await later.reviews.decide((await later.reviews.list())[0]?.decisionId as never, {
    actor: anna,
    outcome: 'approve',
    reasons: ['as-suggested'],
  });
  expect((await later.audit.verify()).findings).toEqual([]);
  await later.close();
});

test('a reviewer killed at any moment loses no verdict it was told of, and leaves no half of one', {
  timeout: 120_000,
}, async () => {
  await refer('rounds', 60);
  const reviewers: Child[] = [];
  for (let round = 0; round < 6; round++) {
    const reviewer = startReviewer(`round ${round}`);
    reviewers.push(reviewer);
    await reviewer.line('ready');
    await new Promise((resolve) => setTimeout(resolve, 40 + 25 * round));
    reviewer.process.kill('SIGKILL');
    await reviewer.ended;
  }
  const decided = (await stores.reviews.list({ state: 'decided', limit: 500 })).map(({ decisionId }) => decisionId);
  for (const id of said(reviewers, 'done')) expect(decided).toContain(id);
  expect((await stores.audit.verify()).findings).toEqual([]);
});

test('an erased applicant leaves the queue, the note becomes unreadable, and the chain verifies', async () => {
  const anna: Actor = { name: 'anna', identifiedBy: 'declared' };
  for (const name of ['waiting', 'decided'])
    await stores.decisions.record(exampleDecision(name, { decision: 'refer' }), { subject: 'zoe' });
  const { decisionId: waiting } = exampleDecision('waiting');
  const { decisionId } = exampleDecision('decided');
  await stores.reviews.claim(decisionId, anna);
  const verdict = { actor: anna, outcome: 'approve', reasons: ['other'], note: 'Zoë moved house' } as const;
  await stores.reviews.decide(decisionId, verdict);
  await stores.reviews.claim(waiting, anna);
  await stores.audit.eraseSubject('zoe');
  const ids = async (state: 'decided' | 'claimed') =>
    (await stores.reviews.list({ state })).map((one) => one.decisionId);
  expect(await ids('decided')).not.toContain('decided');
  expect(await ids('claimed')).not.toContain('waiting');
  await expect(stores.reviews.decide(waiting, verdict)).rejects.toMatchObject({ code: 'DECISION_ERASED' });
  expect((await stores.reviews.find(decisionId)).verdict).toMatchObject({ outcome: 'approve', reasons: ['other'] });
  expect((await stores.reviews.find(decisionId)).verdict).not.toHaveProperty('note');
  expect((await stores.audit.verify()).findings).toEqual([]);
});

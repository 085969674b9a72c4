import { asDecisionId, asModelHash, type Decision } from '@probity/domain';
import { describe, expect, it } from 'vitest';
import { createScorer } from '../../src/create-scorer.js';
import { createNotice, type Notice, type NoticeSender } from '../../src/notice/create-notice.js';
import { writeNoticeHtml, writeNoticeText } from '../../src/notice/write-notice.js';
import { makeSmallBundle, smallSchema } from '../fixture/small-bundle.js';

const id = '7f9c24e8-3b12-4f56-9a77-0c1d2e3f4a5b';
const bundle = makeSmallBundle();
const scorer = createScorer(bundle);

function decide(application: Record<string, unknown>): Decision {
  return {
    ...scorer.assess(application),
    decisionId: asDecisionId(id),
    model: { name: 'loans', version: 1, hash: asModelHash('a'.repeat(64)) },
    occurredAt: '2026-03-31T23:10:00.000Z',
    processingTimeMs: 1,
  };
}

const declined = decide({ income: 21_000, utilisation: 0.98, purpose: 'trip', owner: false, sex: 'f' });
const approved = decide({ income: 79_000, utilisation: 0.01, purpose: 'home', owner: true });
const sender: NoticeSender = {
  creditor: 'Example & Sons Bank',
  address: '1 High Street\nExampletown',
  contact: '0800 000 000',
  applicant: 'A. Person',
};

function noticeOf(decision: Decision, from: NoticeSender = sender): Notice {
  const result = createNotice(decision, smallSchema, from);
  if (!result.due) throw new Error(result.reason);
  return result.notice;
}

describe('createNotice', () => {
  it('gives the recorded reasons, worst first, four at most, with day and number', () => {
    expect(declined.decision).toBe('decline');
    const notice = noticeOf(declined);
    expect(notice.reasons).toEqual(declined.reasons.map(({ text }) => text));
    expect(notice.reasons.length).toBeLessThanOrEqual(4);
    expect(notice.date).toBe('2026-03-31');
    expect(notice.decisionId).toBe(id);
    expect(notice.outcome).toBe('declined');
  });

  it('has nothing to say of an approval, unless it is a counter-offer', () => {
    expect(approved.decision).toBe('approve');
    expect(createNotice(approved, smallSchema, sender)).toEqual({
      due: false,
      reason: expect.stringContaining('approved as asked'),
    });
    const offer = { ...sender, counterOffer: '5,000 at 9 % over 24 months' };
    expect(noticeOf(approved, offer).outcome).toBe('counter-offer');
    expect(writeNoticeText(noticeOf(approved, offer))).toContain('Our offer: 5,000 at 9 % over 24 months');
  });

  it('puts a hard rule before the factors of the score', () => {
    const causes = [{ kind: 'rule' as const, rule: 'r1', text: 'The amount asked for is above our limit' }];
    const { reasons } = noticeOf({ ...declined, causes });
    expect(reasons[0]).toBe('The amount asked for is above our limit');
    expect(reasons).toHaveLength(Math.min(4, declined.reasons.length + 1));
  });

  it('never rests on a protected attribute', () => {
    for (const text of [writeNoticeText(noticeOf(declined)), writeNoticeHtml(noticeOf(declined))]) {
      expect(text.replace(/prohibits creditors.*is:/s, '')).not.toMatch(/\bsex\b/i);
    }
    const broken = { ...declined, reasons: [{ feature: 'sex', text: 'Sex: f', contribution: 1 }] };
    expect(() => createNotice(broken, smallSchema, sender)).toThrow(
      /must not rest on a protected attribute; got "sex"/,
    );
  });

  it('invents nothing: what the sender did not say is listed and left open', () => {
    const bare = noticeOf(declined, {});
    expect(bare.missing).toContain('name of the creditor');
    expect(writeNoticeText(bare)).toContain('[name of the creditor]');
    expect(writeNoticeHtml(bare)).toContain('<mark>[name of the creditor]</mark>');
    expect(noticeOf(declined, { ...sender, agency: 'An Agency' }).missing).toEqual([]);
    expect(() => createNotice(declined, smallSchema, { creditor: ' ' })).toThrow(/`creditor` of the notice/);
  });

  it('says plainly when no factor stands out', () => {
    expect(noticeOf({ ...declined, reasons: [] }).reasons).toEqual([expect.stringContaining('no single factor')]);
  });

  it('tells a referred applicant that a person will decide', () => {
    const text = writeNoticeText(noticeOf({ ...declined, decision: 'refer' })).replace(/\s+/g, ' ');
    expect(text).toContain('A person will look at it');
    expect(text).not.toContain('decided not to approve');
  });
});

describe('a written notice', () => {
  it('is escaped in HTML and wrapped in text', () => {
    const html = writeNoticeHtml(noticeOf(declined, { ...sender, applicant: '<script>alert(1)</script>' }));
    expect(html).toContain('Example &amp; Sons Bank');
    expect(html).not.toContain('<script>');
    const text = writeNoticeText(noticeOf(declined, { ...sender, agency: 'Agency of Examples' }));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toContain('Equal Credit Opportunity Act');
    expect(text).toContain('Agency of Examples');
  });

  it('names the law as background and gives no advice', () => {
    expect(writeNoticeText(noticeOf(declined))).toMatch(/not legal\s+advice/);
  });
});

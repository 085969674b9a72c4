import type { Decision, DecisionId } from '@probity/domain';
import { type Actor, checkActor, isSamePerson } from './actor.js';
import type { RecordOptions } from './decision-log.js';
import {
  CLAIM_MINUTES,
  checkVerdict,
  isOverride,
  type ReviewCase,
  type ReviewQueue,
  reviewLimit,
  reviewNotFound,
  reviewTaken,
  STATISTICS_VERDICTS,
  summariseVerdicts,
} from './review-queue.js';

/** A review queue, and the ear through which it learns of referrals. */
export interface InMemoryReviewQueue extends ReviewQueue {
  /** For `createInMemoryDecisionLog(queue.opened)`. */
  readonly opened: (decision: Decision, options: RecordOptions) => void;
}

/**
 * A review queue that forgets when the program ends: for tests and for trying things out. Nothing is chained.
 * @param now the time as ISO 8601, UTC
 */
export function createInMemoryReviewQueue(now: () => string): InMemoryReviewQueue {
  const cases = new Map<string, ReviewCase>();
  const isHeld = ({ claim }: ReviewCase) => claim !== undefined && claim.until > now();
  /** A claim that ended is none. */
  const current = (one: ReviewCase): ReviewCase => {
    if (one.state !== 'claimed' || isHeld(one)) return one;
    const { claim: _ended, ...rest } = one;
    return { ...rest, state: 'open' };
  };
  const keep = (changed: ReviewCase) => {
    cases.set(changed.decisionId, changed);
    return changed;
  };
  const find = (id: DecisionId) => {
    const found = cases.get(id);
    if (found === undefined) throw reviewNotFound();
    return current(found);
  };
  const hold = (one: ReviewCase, actor: Actor) => {
    const until = new Date(Date.parse(now()) + CLAIM_MINUTES * 60_000).toISOString();
    return keep({ ...one, state: 'claimed', claim: { actor, at: one.claim?.at ?? now(), until } });
  };
  const waiting = () => {
    const urgency = ({ stake, openedAt }: ReviewCase) => stake * (Date.parse(now()) - Date.parse(openedAt));
    return [...cases.values()]
      .map(current)
      .filter(({ state }) => state !== 'decided')
      .sort((one, other) => urgency(other) - urgency(one) || (one.openedAt < other.openedAt ? -1 : 1));
  };
  const decided = () => [...cases.values()].filter(({ state }) => state === 'decided');

  return {
    opened({ decisionId, decision, model, riskScore, grade }, { review }) {
      if (decision !== 'refer') return;
      const { stake = 0, suggestion = null } = review ?? {};
      keep({ decisionId, openedAt: now(), state: 'open', model, riskScore, grade, stake, suggestion });
    },
    async list(query = {}) {
      const limit = reviewLimit(query);
      const newest = (one: ReviewCase, other: ReviewCase) =>
        (one.verdict?.decidedAt ?? '') < (other.verdict?.decidedAt ?? '') ? 1 : -1;
      const found = query.state === 'decided' ? decided().sort(newest) : waiting();
      return found.filter(({ state }) => query.state === undefined || state === query.state).slice(0, limit);
    },
    find: async (id) => find(id),
    async claimNext(actor) {
      checkActor(actor, 'claimNext');
      const list = waiting();
      const next =
        list.find(({ claim }) => claim !== undefined && isSamePerson(claim.actor.name, actor.name)) ??
        list.find(({ state }) => state === 'open');
      return next && hold(next, actor);
    },
    async claim(id, actor) {
      checkActor(actor, 'claim');
      const found = find(id);
      if (found.state === 'decided') throw reviewTaken('decided');
      if (found.claim !== undefined && !isSamePerson(found.claim.actor.name, actor.name)) throw reviewTaken('held');
      return hold(found, actor);
    },
    async release(id, actor) {
      checkActor(actor, 'release');
      const found = find(id);
      if (found.state !== 'claimed' || !isSamePerson(found.claim?.actor.name ?? '', actor.name)) return found;
      const { claim: _given, ...rest } = found;
      return keep({ ...rest, state: 'open' });
    },
    async decide(id, verdict) {
      const found = find(id);
      checkVerdict(verdict, found.suggestion);
      const { actor, outcome, reasons, note } = verdict;
      if (found.verdict !== undefined) {
        const same =
          isSamePerson(found.verdict.actor.name, actor.name) &&
          JSON.stringify([found.verdict.outcome, found.verdict.reasons, found.verdict.note]) ===
            JSON.stringify([outcome, reasons, note]);
        if (same) return found;
        throw reviewTaken('decided');
      }
      if (found.claim === undefined) throw reviewTaken('not-held');
      if (!isSamePerson(found.claim.actor.name, actor.name)) throw reviewTaken('held');
      const decidedAt = now();
      return keep({
        ...found,
        state: 'decided',
        verdict: {
          outcome,
          reasons: [...reasons],
          ...(note === undefined ? {} : { note }),
          actor,
          decidedAt,
          secondsToDecision: (Date.parse(decidedAt) - Date.parse(found.openedAt)) / 1000,
          isOverride: isOverride(outcome, found.suggestion),
        },
      });
    },
    async statistics() {
      const list = waiting();
      const verdicts = decided();
      return summariseVerdicts(verdicts.slice(-STATISTICS_VERDICTS), {
        open: list.filter(({ state }) => state === 'open').length,
        claimed: list.filter(({ state }) => state === 'claimed').length,
        decided: verdicts.length,
      });
    },
  };
}

import type { CreditPolicy, Decision, ModelReference } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import {
  type Actor,
  backTestPolicy,
  type HistoryRow,
  type NewVerdict,
  type PolicyStore,
  type ReviewQueue,
  reviewReasons,
  reviewTicket,
  type Scorer,
  type StoredPolicy,
} from '@probity/scoring';
import {
  createInMemoryPolicyStore,
  createInMemoryReportArchive,
  createInMemoryReviewQueue,
} from '@probity/scoring/testing';

type Body = Record<string, unknown> & { actor?: string; note?: string };

/** Policies, reviews and reports of the fake server: the adapters in memory, so the rules are the real ones. */
export interface FakeGovernance {
  readonly policies: PolicyStore;
  readonly reviews: ReviewQueue;
  /** Told of every decision, as the log would tell it. */
  opened(decision: Decision): void;
  /** Keeps a back-test of the bundle's own policy on a made-up history. */
  backTest(): Promise<void>;
  /** The answer to a request below `/v1/`; undefined where it is for somebody else. */
  answer(method: string, parts: readonly string[], body: Body, query: URLSearchParams): Promise<unknown>;
}

export function createFakeGovernance(model: ModelReference, own: CreditPolicy, scorer: Scorer): FakeGovernance {
  const now = () => new Date().toISOString();
  const policies = createInMemoryPolicyStore(now);
  const queue = createInMemoryReviewQueue(now);
  const reports = createInMemoryReportArchive(now);
  const latest = async (subject: string) => (await reports.list({ kind: 'backtest', subject }))[0]?.id ?? null;
  const described = async ({ reference, ...rest }: StoredPolicy) => ({
    ...reference,
    ...rest,
    backtest: await latest(reference.id),
  });
  const stepOf = ({ actor, note }: Body) => ({
    actor: { name: actor ?? '', identifiedBy: 'declared' } as Actor,
    ...(note === undefined ? {} : { note }),
  });

  const answerPolicies = async (method: string, [id, step]: readonly (string | undefined)[], body: Body) => {
    if (method === 'GET' && id === undefined) {
      return {
        model,
        live: (await policies.live(model.hash))?.reference ?? null,
        own: { policy: own, backtest: await latest(model.hash) },
        policies: await Promise.all((await policies.list(model.hash)).map(described)),
      };
    }
    if (method === 'GET') return described(await policies.find(id ?? ''));
    const taken = stepOf(body);
    if (id === undefined) {
      const drafted = await policies.draft({ model: model.hash, policy: body['policy'] as CreditPolicy, ...taken });
      return described(body['propose'] === true ? await policies.propose(drafted.reference.id, taken) : drafted);
    }
    if (step === 'rollback') {
      const live = await policies.rollBack(model.hash, id === 'own' ? null : id, taken);
      return { model, live: live?.reference ?? null };
    }
    return described(await policies[step as 'propose' | 'approve' | 'reject' | 'activate'](id, taken));
  };

  const answerReviews = async (
    method: string,
    [id, step]: readonly (string | undefined)[],
    body: Body,
    state: string | null,
  ) => {
    if (method === 'GET' && id === undefined) {
      return {
        cases: await queue.list(state === 'decided' ? { state } : {}),
        statistics: await queue.statistics(),
        reasons: Object.entries(reviewReasons).map(([code, text]) => ({ code, text })),
      };
    }
    const { actor } = stepOf(body);
    if (id === 'next') return { case: (await queue.claimNext(actor)) ?? null };
    const decisionId = id as Decision['decisionId'];
    if (method === 'GET') return queue.find(decisionId);
    if (step === 'decide') return queue.decide(decisionId, { ...(body as unknown as NewVerdict), actor });
    return queue[step as 'claim' | 'release'](decisionId, actor);
  };

  return {
    policies,
    reviews: queue,
    opened: (decision) =>
      queue.opened(decision, { review: reviewTicket(scorer.policy, decision, decision.application) }),
    async backTest() {
      await reports.save({ kind: 'backtest', subject: model.hash, report: backTestPolicy(own, madeUpHistory()) });
    },
    async answer(method, parts, body, query) {
      if (parts[0] === 'policies') return answerPolicies(method, parts.slice(1), body);
      if (parts[0] === 'reviews') return answerReviews(method, parts.slice(1), body, query.get('state'));
      return parts[0] === 'reports' && parts[1] !== undefined ? reports.find(parts[1]) : undefined;
    },
  };
}

/** Calibrated scores over two years; the riskiest were declined then. */
function madeUpHistory(): readonly HistoryRow[] {
  const random = createRandom(3);
  return Array.from({ length: 3000 }, (_, index) => {
    const riskScore = Math.min(0.99, random.nextFloat() ** 2.2);
    return {
      riskScore,
      isBad: riskScore > 0.55 ? null : random.nextFloat() < riskScore,
      exposure: 2000 + Math.floor(8000 * random.nextFloat()),
      application: {},
      month: `202${4 + Math.floor(index / 1500)}-${String(1 + (Math.floor(index / 125) % 12)).padStart(2, '0')}`,
      segment: index % 3 === 0 ? 'branch' : 'online',
      group: index % 2 === 0 ? 'under 35' : '35 and older',
    };
  });
}

import {
  BackTestRequest,
  BackTestResponse,
  LivePolicyResponse,
  NewPolicyRequest,
  PoliciesQuery,
  PoliciesResponse,
  PolicyStepRequest,
  RollBackRequest,
  StoredPolicyResponse,
} from '@probity/contract';
import { type CreditPolicy, type ModelHash, ProbityError } from '@probity/domain';
import {
  backTestPolicy,
  checkPolicyFields,
  exposureOf,
  type HistoryRow,
  type ModelRegistry,
  type PolicyStore,
  type ReportArchive,
  type StoredPolicy,
} from '@probity/scoring';
import Type from 'typebox';
import type { ActorOf } from '../http/identity.js';
import { findModel, type LoadedModel, type Models } from '../model/load-models.js';
import { type Api, withErrors } from './api.js';

const HISTORY_LIMIT_BYTES = 16 * 1024 * 1024;
const Parameters = Type.Object({ id: Type.String({ description: 'Id of the policy.' }) });
/** Stands for the policy in the model's bundle. */
const OWN = 'own';

export interface PolicyRouteParts {
  readonly policies: PolicyStore;
  readonly reports: ReportArchive;
  readonly registry: ModelRegistry;
  readonly models: Models;
  readonly actorOf: ActorOf;
}

/** `/v1/policies`: from draft to live, with four eyes, and back. */
export function addPolicyRoutes(app: Api, parts: PolicyRouteParts): void {
  const { policies, reports, models, actorOf } = parts;
  const modelOf = (reference: string | undefined) =>
    reference === undefined ? models.champion() : models.named(reference);
  const answer = async (stored: StoredPolicy): Promise<StoredPolicyResponse> =>
    describePolicy(stored, await latestBackTest(reports, stored.reference.id));

  app.get(
    '/v1/policies',
    {
      schema: {
        operationId: 'listPolicies',
        summary: 'The policies of a model, newest first, and which one is live',
        tags: ['policies'],
        querystring: PoliciesQuery,
        response: withErrors(PoliciesResponse, [400, 401, 404, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const model = await modelOf(request.query.model);
      const { hash } = model.reference;
      const [stored, own] = await Promise.all([policies.list(hash), latestBackTest(reports, hash)]);
      return {
        model: model.reference,
        live: model.policy ?? null,
        own: { policy: copyPolicy(model.bundle.policy), backtest: own },
        policies: await Promise.all(stored.map(answer)),
      };
    },
  );

  app.post(
    '/v1/policies',
    {
      schema: {
        operationId: 'draftPolicy',
        summary: 'Draft a policy, or propose it at once',
        description: 'Checks it against the model’s schema. Nothing changes for applicants before it is live.',
        tags: ['policies'],
        body: NewPolicyRequest,
        response: withErrors(StoredPolicyResponse, [400, 401, 404, 405, 409, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const { policy, note, propose, model: wanted } = request.body;
      const actor = actorOf(request, request.body.actor);
      const model = await modelOf(wanted);
      checkPolicyFields(policy as CreditPolicy, model.bundle.schema);
      const step = { actor, ...(note === undefined ? {} : { note }) };
      const drafted = await policies.draft({ model: model.reference.hash, policy: policy as CreditPolicy, ...step });
      return answer(propose === true ? await policies.propose(drafted.reference.id, { actor }) : drafted);
    },
  );

  app.get(
    '/v1/policies/:id',
    {
      schema: {
        operationId: 'getPolicy',
        summary: 'One policy, with all that was done with it',
        tags: ['policies'],
        params: Parameters,
        response: withErrors(StoredPolicyResponse, [401, 404, 429, 500, 503]),
      },
    },
    async (request) => answer(await policies.find(request.params.id)),
  );

  const steps = [
    ['propose', 'proposePolicy', 'Propose a draft'],
    ['approve', 'approvePolicy', 'Approve a proposed policy; who drafted or proposed it cannot'],
    ['reject', 'rejectPolicy', 'Reject a proposed policy; who drafted or proposed it cannot'],
    ['activate', 'activatePolicy', 'Make an approved policy decide from now on'],
  ] as const;
  for (const [step, operationId, summary] of steps) {
    app.post(
      `/v1/policies/:id/${step}`,
      {
        schema: {
          operationId,
          summary,
          tags: ['policies'],
          params: Parameters,
          body: PolicyStepRequest,
          response: withErrors(StoredPolicyResponse, [400, 401, 404, 405, 409, 413, 422, 429, 500, 503]),
        },
      },
      async (request) => {
        const { note } = request.body;
        const actor = actorOf(request, request.body.actor);
        return answer(await policies[step](request.params.id, { actor, ...(note === undefined ? {} : { note }) }));
      },
    );
  }

  app.post(
    '/v1/policies/:id/rollback',
    {
      schema: {
        operationId: 'rollBackPolicy',
        summary: 'Put an earlier live policy back in force at once',
        description: 'The id "own" puts back the policy in the model’s bundle; the body may name the model then.',
        tags: ['policies'],
        params: Parameters,
        body: RollBackRequest,
        response: withErrors(LivePolicyResponse, [400, 401, 404, 405, 409, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { note, model: wanted } = request.body;
      const actor = actorOf(request, request.body.actor);
      const model =
        id === OWN && wanted === undefined
          ? (await models.champion()).reference
          : wanted === undefined
            ? await modelOfPolicy(parts, id)
            : await findModel(parts.registry, wanted);
      const step = { actor, ...(note === undefined ? {} : { note }) };
      const live = await policies.rollBack(model.hash, id === OWN ? null : id, step);
      const { name, version, hash } = model;
      return { model: { name, version, hash }, live: live?.reference ?? null };
    },
  );

  app.post(
    '/v1/policies/:id/backtest',
    {
      bodyLimit: HISTORY_LIMIT_BYTES,
      schema: {
        operationId: 'backTestPolicy',
        summary: 'Run a policy on history, and keep the report',
        description: 'The id "own" tests the policy in the bundle. Scores are those of the policy’s model.',
        tags: ['policies'],
        params: Parameters,
        body: BackTestRequest,
        response: withErrors(BackTestResponse, [400, 401, 404, 405, 413, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { rows, model: wanted } = request.body;
      const stored = id === OWN ? undefined : await policies.find(id);
      const model = await (stored === undefined ? modelOf(wanted) : loadHash(parts, stored.model));
      const policy = stored?.policy ?? model.bundle.policy;
      const report = backTestPolicy(policy, historyOf(rows, policy, model));
      const subject = stored === undefined ? model.reference.hash : id;
      const saved = await reports.save({ kind: 'backtest', subject, report });
      return { id: saved.id, report };
    },
  );
}

/** A stored policy as the API answers it, built field by field. */
function describePolicy({ reference, model, state, policy, events }: StoredPolicy, backtest: string | null) {
  return {
    id: reference.id,
    version: reference.version,
    hash: reference.hash,
    model,
    state,
    policy: copyPolicy(policy),
    events: events.map(({ kind, actor, at, sequence, note }) => ({
      kind,
      actor: { name: actor.name, identifiedBy: actor.identifiedBy },
      at,
      sequence,
      ...(note === undefined ? {} : { note }),
    })),
    backtest,
  };
}

/** The engine's lists are read-only, the contract's are not; tests hold the one against the other. */
function copyPolicy(policy: CreditPolicy): PoliciesResponse['own']['policy'] {
  return structuredClone(policy) as PoliciesResponse['own']['policy'];
}

async function latestBackTest(reports: ReportArchive, subject: string): Promise<string | null> {
  const [latest] = await reports.list({ kind: 'backtest', subject, limit: 1 });
  return latest?.id ?? null;
}

async function modelOfPolicy({ policies, registry }: PolicyRouteParts, id: string) {
  const { model } = await policies.find(id);
  const registered = (await registry.list()).find(({ hash }) => hash === model);
  if (registered === undefined) throw modelGone(model);
  return registered;
}

/** The model of a policy by its hash: it need not be a champion. */
async function loadHash({ registry, models }: PolicyRouteParts, hash: ModelHash): Promise<LoadedModel> {
  const registered = (await registry.list()).find((model) => model.hash === hash);
  if (registered === undefined) throw modelGone(hash);
  return models.named(`${registered.name}@${registered.version}`);
}

function modelGone(hash: ModelHash): ProbityError {
  return new ProbityError('MODEL_NOT_FOUND', `the registry holds no model of hash ${hash}`, { hash });
}

/** Scores each row by the model, in the way of a single application. @throws what the scorer throws, with the row */
function historyOf(rows: BackTestRequest['rows'], policy: CreditPolicy, { scorer }: LoadedModel): HistoryRow[] {
  return rows.map(({ application, bad, month, segment, group }, index) => {
    try {
      const { riskScore } = scorer.score(application);
      return {
        riskScore,
        isBad: bad,
        exposure: exposureOf(policy, application),
        application,
        ...(month === undefined ? {} : { month }),
        ...(segment === undefined ? {} : { segment }),
        ...(group === undefined ? {} : { group }),
      };
    } catch (error) {
      if (!(error instanceof ProbityError)) throw error;
      const row = index + 1;
      throw new ProbityError(error.code, `row ${row}: ${error.message}`, { ...error.details, row }, { cause: error });
    }
  });
}

import type { ModelHash } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { Fields } from '../assess/assess-request.js';
import { ModelReference, ModelReferenceText } from '../model/model-reference.js';
import { Actor, ActorName } from './actor.js';
import { CreditPolicy, PolicyReference } from './credit-policy.js';

const closed = { additionalProperties: false } as const;
const Note = Type.String({ maxLength: 2000, description: 'Why; must name no applicant.' });
const ReportId = Type.Union([Type.String(), Type.Null()], { description: 'Latest back-test in the archive.' });

/** Query of `GET /v1/policies`. */
export const PoliciesQuery = Type.Object({ model: Type.Optional(ModelReferenceText) }, closed);
export type PoliciesQuery = Static<typeof PoliciesQuery>;

/** A policy of the store with all that was done with it. */
export const StoredPolicyResponse = Type.Object(
  {
    ...PolicyReference.properties,
    model: Type.Unsafe<ModelHash>(Type.String()),
    state: Type.Enum(['draft', 'proposed', 'approved', 'rejected', 'live', 'retired']),
    policy: CreditPolicy,
    events: Type.Array(
      Type.Object(
        {
          kind: Type.Enum([
            'policy-drafted',
            'policy-proposed',
            'policy-approved',
            'policy-rejected',
            'policy-live',
            'policy-rolled-back',
          ]),
          actor: Actor,
          at: Type.String({ format: 'date-time' }),
          sequence: Type.Integer({ description: 'Number of the entry in the audit chain.' }),
          note: Type.Optional(Type.String()),
        },
        closed,
      ),
      { description: 'In order; the first is the draft.' },
    ),
    backtest: ReportId,
  },
  { ...closed, title: 'StoredPolicyResponse' },
);
export type StoredPolicyResponse = Static<typeof StoredPolicyResponse>;

/** Answer of `GET /v1/policies`: the policies of one model, newest first, and the one in its bundle. */
export const PoliciesResponse = Type.Object(
  {
    model: ModelReference,
    live: Type.Union([PolicyReference, Type.Null()], { description: 'null: the bundle’s own policy decides.' }),
    own: Type.Object({ policy: CreditPolicy, backtest: ReportId }, { ...closed, description: 'The bundle’s own.' }),
    policies: Type.Array(StoredPolicyResponse),
  },
  { ...closed, title: 'PoliciesResponse' },
);
export type PoliciesResponse = Static<typeof PoliciesResponse>;

/** Body of `POST /v1/policies`. */
export const NewPolicyRequest = Type.Object(
  {
    model: Type.Optional(ModelReferenceText),
    policy: CreditPolicy,
    note: Type.Optional(Note),
    actor: Type.Optional(ActorName),
    propose: Type.Optional(Type.Boolean({ description: 'Propose it at once; default false: a draft.' })),
  },
  { ...closed, title: 'NewPolicyRequest' },
);
export type NewPolicyRequest = Static<typeof NewPolicyRequest>;

/** Body of the steps of a policy. */
export const PolicyStepRequest = Type.Object(
  { actor: Type.Optional(ActorName), note: Type.Optional(Note) },
  { ...closed, title: 'PolicyStepRequest' },
);
export type PolicyStepRequest = Static<typeof PolicyStepRequest>;

/** Body of `POST /v1/policies/{id}/rollback`. */
export const RollBackRequest = Type.Object(
  {
    ...PolicyStepRequest.properties,
    model: Type.Optional(ModelReferenceText),
  },
  { ...closed, title: 'RollBackRequest' },
);
export type RollBackRequest = Static<typeof RollBackRequest>;

/** Answer of a roll-back: what decides now. */
export const LivePolicyResponse = Type.Object(
  { model: ModelReference, live: Type.Union([PolicyReference, Type.Null()]) },
  { ...closed, title: 'LivePolicyResponse' },
);
export type LivePolicyResponse = Static<typeof LivePolicyResponse>;

/** The most rows that one back-test over HTTP may hold; `probity policy backtest` takes a file of any length. */
export const MOST_HISTORY_ROWS = 20_000;

/** Body of `POST /v1/policies/{id}/backtest`: applications of the past with what came of them. */
export const BackTestRequest = Type.Object(
  {
    rows: Type.Array(
      Type.Object(
        {
          application: Fields,
          bad: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: nobody knows, as after a decline.' }),
          month: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}$' })),
          segment: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          group: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Of a protected attribute.' })),
        },
        closed,
      ),
      { minItems: 1, maxItems: MOST_HISTORY_ROWS },
    ),
    model: Type.Optional(ModelReferenceText),
  },
  { ...closed, title: 'BackTestRequest' },
);
export type BackTestRequest = Static<typeof BackTestRequest>;

/** Answer of a back-test: the report, which is in the archive too. */
export const BackTestResponse = Type.Object(
  { id: Type.String({ description: 'Of the report.' }), report: Type.Unsafe<object>(Type.Object({})) },
  { ...closed, title: 'BackTestResponse' },
);
export type BackTestResponse = Static<typeof BackTestResponse>;

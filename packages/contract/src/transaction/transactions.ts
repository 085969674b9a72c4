import Type, { type Static } from 'typebox';
import { FieldValue } from '../assess/assess-request.js';
import { ModelReference } from '../model/model-reference.js';

/** As many transactions as one request may hold. */
export const MOST_TRANSACTIONS = 1_000;

const Id = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Unique within its source: the same id again is the same transaction.',
});
const Time = Type.Union([
  Type.Integer({ minimum: 0, description: 'Milliseconds since 1970-01-01 UTC.' }),
  Type.String({ format: 'date-time' }),
]);
const Values = Type.Record(Type.String(), FieldValue, {
  description: 'Columns of the source, e.g. customer, terminal, amount; null where a value is not known.',
});

/** One transaction, as it is sent. */
export const Transaction = Type.Object(
  {
    id: Id,
    source: Type.Optional(Type.String({ description: 'Default: the first source of the feature set.' })),
    at: Time,
    knownAt: Type.Optional(Time),
    values: Values,
  },
  { additionalProperties: false, title: 'Transaction' },
);
export type Transaction = Static<typeof Transaction>;

/** Body of `POST /v1/transactions`: one transaction, or a list of at most 1,000. */
export const TransactionsRequest = Type.Union([
  Transaction,
  Type.Array(Transaction, { minItems: 1, maxItems: MOST_TRANSACTIONS }),
]);
export type TransactionsRequest = Static<typeof TransactionsRequest>;

export const TransactionAnswer = Type.Enum(['allow', 'review', 'block']);
export type TransactionAnswer = Static<typeof TransactionAnswer>;

const Reason = Type.Object(
  {
    feature: Type.String(),
    text: Type.String(),
    contribution: Type.Number({ description: 'Share of the margin, exact; > 0.' }),
  },
  { additionalProperties: false },
);

const Explanation = Type.Object({
  baseline: Type.Number(),
  margin: Type.Number({ description: 'Baseline plus all contributions.' }),
  contributions: Type.Array(
    Type.Object({ feature: Type.String(), label: Type.String(), value: FieldValue, contribution: Type.Number() }),
  ),
});

const decisionFields = {
  id: Type.String(),
  source: Type.String(),
  sequence: Type.Integer({ minimum: 1, description: 'Order of arrival, without gaps.' }),
  answer: TransactionAnswer,
  riskScore: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    description: 'Calibrated probability of fraud; null where no model could say, and then a person looks.',
  }),
  reasons: Type.Array(Reason, {
    maxItems: 4,
    description: 'What raised the risk, worst first; of every answer but allow.',
  }),
  cause: Type.Optional(Type.String({ description: 'Why a person must look although no score says so.' })),
  context: Type.Optional(Type.String({ description: 'The context whose cut-offs applied.' })),
  reviewFrom: Type.Optional(Type.Number()),
  blockFrom: Type.Optional(Type.Number()),
  explanation: Type.Optional(Explanation),
  model: Type.Union([ModelReference, Type.Null()]),
  featureSet: Type.String({ description: 'Content hash of the feature set: the version of the features.' }),
  at: Type.String({ format: 'date-time' }),
  knownAt: Type.String({ format: 'date-time', description: 'When it became known, and was decided.' }),
  processingTimeMs: Type.Number({ minimum: 0, description: 'From arrival to the answer, before recording.' }),
} as const;

/** The answer to one transaction: the same decision each time its id is sent. */
export const TransactionResponse = Type.Object(
  {
    arrival: Type.Enum(['new', 'duplicate', 'correction'], {
      description:
        'new: decided now. duplicate: the same content again. correction: other content under a known id, recorded; the decision is the first one.',
    }),
    ...decisionFields,
  },
  { additionalProperties: false, title: 'TransactionResponse' },
);
export type TransactionResponse = Static<typeof TransactionResponse>;

const RefusedTransaction = Type.Object(
  {
    error: Type.Object({
      code: Type.String(),
      message: Type.String(),
      remedy: Type.String(),
      field: Type.Optional(Type.String()),
    }),
  },
  { additionalProperties: false },
);

/** The answer to a list: one entry for each, in their order. */
export const TransactionsResponse = Type.Object(
  { results: Type.Array(Type.Union([TransactionResponse, RefusedTransaction])) },
  { additionalProperties: false, title: 'TransactionsResponse' },
);
export type TransactionsResponse = Static<typeof TransactionsResponse>;

const ErasedTransaction = Type.Object({
  id: Type.String(),
  source: Type.String(),
  sequence: Type.Integer(),
  answer: TransactionAnswer,
  erased: Type.Literal(true),
});

/** A decision with the event that it is about, as lists, details and the stream give it. */
export const TransactionItem = Type.Object(
  { ...decisionFields, event: Type.Object({ at: Type.Integer(), values: Values }) },
  { title: 'TransactionItem' },
);
export type TransactionItem = Static<typeof TransactionItem>;

/** Query of `GET /v1/transactions`. */
export const TransactionsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    answer: Type.Optional(TransactionAnswer),
    before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before.' })),
  },
  { additionalProperties: false },
);
export type TransactionsQuery = Static<typeof TransactionsQuery>;

/** Answer of `GET /v1/transactions`, newest first. */
export const TransactionListResponse = Type.Object(
  {
    transactions: Type.Array(Type.Union([TransactionItem, ErasedTransaction])),
    next: Type.Optional(Type.Integer({ description: 'Send as `before` for the next page; absent at the end.' })),
  },
  { additionalProperties: false, title: 'TransactionListResponse' },
);
export type TransactionListResponse = Static<typeof TransactionListResponse>;

const LaterArrival = Type.Object({
  sequence: Type.Integer(),
  kind: Type.Enum(['correction', 'amendment']),
  knownAt: Type.String({ format: 'date-time' }),
  content: Type.Optional(Type.Unknown()),
});

/** Answer of `GET /v1/transactions/{id}`: the decision, the features it was made by, what came later, what came before. */
export const TransactionDetailResponse = Type.Object(
  {
    transaction: Type.Union([TransactionItem, ErasedTransaction]),
    features: Type.Array(Type.Object({ name: Type.String(), value: Type.Union([Type.Number(), Type.Null()]) })),
    later: Type.Array(LaterArrival, { description: 'Corrections and labels, in order of arrival.' }),
    history: Type.Array(Type.Union([TransactionItem, ErasedTransaction]), {
      description: 'At most 20 earlier transactions of the same person, newest first.',
    }),
  },
  { additionalProperties: false, title: 'TransactionDetailResponse' },
);
export type TransactionDetailResponse = Static<typeof TransactionDetailResponse>;

/** Query that names a source. */
export const SourceQuery = Type.Object(
  { source: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);

/** Body of `POST /v1/transactions/{id}/label`. */
export const TransactionLabelRequest = Type.Object(
  { values: Values, source: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false, title: 'TransactionLabelRequest' },
);
export type TransactionLabelRequest = Static<typeof TransactionLabelRequest>;

/** Answer of `POST /v1/transactions/{id}/label`. */
export const TransactionLabelResponse = Type.Object(
  {
    id: Type.String(),
    outcome: Type.Enum(['amended', 'unchanged', 'recorded'], {
      description: 'recorded: kept, but no window of the features reaches the transaction any more.',
    }),
    sequence: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Its place in the log; null where nothing changed.',
    }),
  },
  { additionalProperties: false, title: 'TransactionLabelResponse' },
);
export type TransactionLabelResponse = Static<typeof TransactionLabelResponse>;

/** Answer of `GET /v1/features/{entity}/{key}`. */
export const FeaturesResponse = Type.Object(
  {
    entity: Type.String(),
    key: Type.String(),
    asOf: Type.String({ format: 'date-time' }),
    features: Type.Array(
      Type.Object({ name: Type.String(), title: Type.String(), value: Type.Union([Type.Number(), Type.Null()]) }),
    ),
    state: Type.Enum(['fresh', 'expired', 'unknown'], {
      description: 'expired: no event within the time to live, so all windows are empty; unknown: no event is held.',
    }),
    lastEventAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    ageMs: Type.Union([Type.Number(), Type.Null()]),
    expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    lineage: Type.Object({
      featureSet: Type.String({ description: 'Content hash.' }),
      sources: Type.Array(Type.String()),
      events: Type.Integer({ minimum: 0, description: 'Events that named the entity since it was first held.' }),
      lastSequence: Type.Union([Type.Integer(), Type.Null()], { description: 'The last arrival that named it.' }),
      upToSequence: Type.Integer({ description: 'The last arrival that the features have seen.' }),
    }),
  },
  { additionalProperties: false, title: 'FeaturesResponse' },
);
export type FeaturesResponse = Static<typeof FeaturesResponse>;

const Count = Type.Integer({ minimum: 0 });

/** Answer of `GET /v1/transactions/summary`. */
export const TransactionSummaryResponse = Type.Object(
  {
    ready: Type.Boolean(),
    since: Type.String({ format: 'date-time', description: 'When this process began to count.' }),
    counts: Type.Object(
      {
        received: Count,
        decided: Count,
        duplicates: Count,
        corrected: Count,
        quarantined: Count,
        amended: Count,
        refused: Count,
      },
      { description: 'received = decided + duplicates + corrected + quarantined; refused (503) are to be sent again.' },
    ),
    answers: Type.Object({ allow: Count, review: Count, block: Count }),
    waiting: Count,
    groups: Type.Integer({ description: 'Groups that became durable together.' }),
    parity: Type.Object(
      { checked: Count, differing: Count, skipped: Count, waiting: Count },
      { description: 'Sampled events whose features were computed again from the log by the batch evaluator.' },
    ),
    model: Type.Union([ModelReference, Type.Null()]),
    lineage: Type.Object({
      featureSet: Type.String(),
      name: Type.String(),
      features: Count,
      sources: Type.Array(Type.String()),
      columns: Type.Array(
        Type.Object({
          source: Type.String(),
          name: Type.String(),
          kind: Type.String({ description: 'key, category, number, flag, latitude or longitude.' }),
          isLabel: Type.Boolean({ description: 'Becomes known later: may be left out of the transaction.' }),
        }),
        { description: 'What `values` of a transaction must hold; null where it is not known.' },
      ),
      sequence: Type.Integer({ description: 'The last arrival that the features have seen.' }),
      entities: Count,
      stateSequence: Type.Integer({ description: 'The arrival of the latest stored state; 0 without one.' }),
      recovered: Type.Object({ fromState: Count, replayed: Count, skipped: Count }),
    }),
    quarantine: Type.Array(
      Type.Object({
        code: Type.String(),
        reason: Type.String(),
        field: Type.Optional(Type.String()),
        receivedAt: Type.String({ format: 'date-time' }),
      }),
      { description: 'The latest 20 that could not be taken; never what was sent.' },
    ),
  },
  { additionalProperties: false, title: 'TransactionSummaryResponse' },
);
export type TransactionSummaryResponse = Static<typeof TransactionSummaryResponse>;

/** Query of `GET /v1/transactions/stream`. */
export const TransactionStreamQuery = Type.Object(
  {
    answer: Type.Optional(
      Type.String({
        pattern: '^(allow|review|block)(,(allow|review|block)){0,2}$',
        description: 'Only these, e.g. `review,block`; default all.',
      }),
    ),
    perSecond: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000,
        default: 50,
        description: 'Most of them a second; the rest is counted as `missed`.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type TransactionStreamQuery = Static<typeof TransactionStreamQuery>;

import Type, { type Static } from 'typebox';
import { ModelReference, ModelReferenceText } from '../model/model-reference.js';

/** Customers in one request at most. */
export const MOST_CUSTOMERS = 1000;

const amount = (description: string) =>
  Type.Optional(Type.Union([Type.Number({ minimum: 0 }), Type.Null()], { description }));
const share = (description: string) =>
  Type.Optional(Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], { description }));

/** What is known of a customer; null or left out is not known. */
export const CustomerInput = Type.Object(
  {
    user_id: Type.String({ minLength: 1, maxLength: 200 }),
    annual_income: amount('A year’s income.'),
    total_debt: amount('What is owed.'),
    balance: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], { description: 'What is drawn of the credit line.' }),
    ),
    credit_limit: amount('The credit line.'),
    total_spent: Type.Number({ minimum: 0, description: 'Spent in the time observed; refunds not taken off.' }),
    transactions: amount('Number of payments.'),
    amount_deviation: amount('Standard deviation of the payments.'),
    night_share: share('Share of the payments between 0 and 6 o’clock.'),
    cash_spent: amount('Of what was spent, taken as cash.'),
    refunded: amount('Money that came back from merchants.'),
    overdrawn_share: share('Share of the transactions that left the account below zero.'),
    days_since_last: amount('Days from the last payment to the end of the time observed.'),
    days_observed: amount('Days the figures cover; default a year.'),
    full_payment_share: share('Share of the statements paid in full.'),
  },
  { additionalProperties: false, title: 'CustomerInput' },
);
export type CustomerInput = Static<typeof CustomerInput>;

/** Body of `POST /v1/customers`. */
export const CustomersRequest = Type.Object(
  { customers: Type.Array(CustomerInput, { minItems: 1, maxItems: MOST_CUSTOMERS }) },
  { additionalProperties: false, title: 'CustomersRequest' },
);
export type CustomersRequest = Static<typeof CustomersRequest>;

/** Query of the routes about customers. */
export const CustomersQuery = Type.Object(
  { model: Type.Optional(ModelReferenceText) },
  { additionalProperties: false, title: 'CustomersQuery' },
);
export type CustomersQuery = Static<typeof CustomersQuery>;

const CustomerReason = Type.Object(
  {
    measure: Type.String(),
    text: Type.String(),
    value: Type.Number(),
    points: Type.Number({ description: 'What it adds to 100 × the behaviour index.' }),
  },
  { additionalProperties: false },
);

/** Answer of `POST /v1/customers`, in the order of the request. */
export const CustomersResponse = Type.Object(
  {
    model: ModelReference,
    customers: Type.Array(
      Type.Object(
        {
          user_id: Type.String(),
          total_spent: Type.Number(),
          risk_score: Type.Number({ minimum: 0, maximum: 100, description: 'Higher is riskier.' }),
          anomaly: Type.Integer({ minimum: 0, maximum: 1 }),
          anomaly_score: Type.Number({ minimum: 0, maximum: 1 }),
          cluster: Type.Integer({ minimum: 0 }),
          segment: Type.String({ description: 'The cluster in words.' }),
          reasons: Type.Array(CustomerReason, { maxItems: 4 }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, title: 'CustomersResponse' },
);
export type CustomersResponse = Static<typeof CustomersResponse>;

const known = () => Type.Union([Type.Number(), Type.Null()]);

/** Answer of `GET /v1/customers/segments`. */
export const SegmentsResponse = Type.Object(
  {
    model: ModelReference,
    customers: Type.Integer({ description: 'Customers the model was made from.' }),
    asOf: Type.Union([Type.String(), Type.Null()]),
    contamination: Type.Number(),
    incomeFrom: Type.String({ enum: ['annual_income', 'credit_limit', 'none'] }),
    silhouette: known(),
    suggested: Type.Integer({ description: 'The number of segments that stands out most by silhouette.' }),
    tried: Type.Array(
      Type.Object(
        { clusters: Type.Integer(), silhouette: Type.Number(), inertia: Type.Number() },
        { additionalProperties: false },
      ),
    ),
    segments: Type.Array(
      Type.Object(
        {
          cluster: Type.Integer(),
          name: Type.String(),
          size: Type.Integer(),
          share: Type.Number(),
          annualIncome: known(),
          totalSpent: Type.Number(),
          riskScore: Type.Number(),
          anomalyShare: Type.Number(),
        },
        { additionalProperties: false },
      ),
    ),
    parts: Type.Array(
      Type.Object(
        {
          measure: Type.String(),
          title: Type.String(),
          weight: Type.Number(),
          from: Type.Number(),
          to: Type.Number(),
          usual: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
      { description: 'The behaviour index: each part rises from 0 at `from` to 1 at `to`.' },
    ),
    sample: Type.Object(
      {
        facts: Type.Record(Type.String(), Type.Array(known())),
        riskScores: Type.Array(Type.Number()),
        anomalies: Type.Array(Type.Integer()),
        clusters: Type.Array(Type.Integer()),
      },
      { additionalProperties: false, description: 'At most 10,000 customers without names, numbers to three figures.' },
    ),
  },
  { additionalProperties: false, title: 'SegmentsResponse' },
);
export type SegmentsResponse = Static<typeof SegmentsResponse>;

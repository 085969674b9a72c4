import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Minor = Type.Integer({ description: 'Whole minor units (cents).' });
const Day = Type.String({ description: 'ISO day.' });
const orNull = <Schema extends Parameters<typeof Type.Optional>[0]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** The most files that one request may hold. */
export const MOST_BANK_FILES = 20;

/** Body of `POST /v1/personal`: a person's bank files, as text or as base64 of their bytes. */
export const PersonalRequest = Type.Object(
  {
    files: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 200 }),
          text: Type.Optional(Type.String({ description: 'The file as text.' })),
          base64: Type.Optional(
            Type.String({ description: 'The file’s bytes, where its encoding should be found out.' }),
          ),
          map: Type.Optional(
            Type.String({
              maxLength: 2000,
              description: 'Which column holds what, as far as it is known: date=Buchungstag,amount=Betrag,dates=dmy.',
            }),
          ),
        },
        closed,
      ),
      { minItems: 1, maxItems: MOST_BANK_FILES },
    ),
    accounts: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 })),
    categories: Type.Optional(
      Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 100 }), {
        description: 'Corrections: words of a receiver, and the category that its payments belong to.',
      }),
    ),
    openingMinor: Type.Optional(
      Type.Record(Type.String({ maxLength: 200 }), Type.Integer(), {
        description: 'Balances before the first payment, by account, in minor units.',
      }),
    ),
    days: Type.Optional(Type.Integer({ minimum: 7, maximum: 366, description: 'Days to project for; default 56.' })),
  },
  { ...closed, title: 'PersonalRequest' },
);
export type PersonalRequest = Static<typeof PersonalRequest>;

const Rejected = Type.Object(
  {
    code: Type.Literal('BANK_ROW_INVALID'),
    line: Type.Integer({ minimum: 1 }),
    field: Type.String(),
    reason: Type.String(),
  },
  closed,
);

/** Answer of `POST /v1/personal`. */
export const PersonalResponse = Type.Object(
  {
    currency: Type.String({ description: 'ISO 4217; empty where no file says it.' }),
    accounts: Type.Array(Type.String()),
    firstDay: Day,
    lastDay: Day,
    files: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          format: Type.Enum(['csv', 'ofx', 'qif', 'camt', 'mt940']),
          encoding: Type.String(),
          map: orNull(Type.String({ description: 'How delimited text was read; to be corrected and sent again.' })),
          notes: Type.Array(Type.String()),
          rowsRead: Type.Integer({ minimum: 0, description: 'accepted + known + rejected.' }),
          accepted: Type.Integer({ minimum: 0 }),
          known: Type.Integer({ minimum: 0 }),
          rejected: Type.Array(Rejected),
        },
        closed,
      ),
    ),
    features: Type.Object(
      {
        totalIncomeMinor: Minor,
        totalExpenseMinor: Minor,
        numberOfTransactions: Type.Integer({ minimum: 0 }),
        averageExpenseMinor: Minor,
        maximumExpenseMinor: Minor,
        lowBalanceFrequency: Type.Number({ minimum: 0, maximum: 1 }),
        lowBalanceMinor: Minor,
        expenseIncomeRatio: orNull(Type.Number()),
        topSpendingCategory: orNull(Type.String()),
        topSpendingMinor: Minor,
      },
      closed,
    ),
    balance: Type.Object(
      {
        source: Type.Enum(['file', 'statement', 'stated', 'derived'], {
          description: 'derived: no balance is known; the lowest day is set to 0.',
        }),
        accounts: Type.Array(Type.String()),
        closingMinor: Type.Number(),
      },
      closed,
    ),
    risk: Type.Object(
      {
        riskScore: Type.Number({
          minimum: 0,
          maximum: 1,
          description: 'Higher is riskier; from simulated households.',
        }),
        category: Type.Enum(['low', 'medium', 'high'], { description: 'low < 0.40 ≤ medium ≤ 0.70 < high' }),
        model: Type.Enum(['with-balance', 'flows-only']),
        reasons: Type.Array(Type.String(), { maxItems: 4 }),
        baseline: Type.Number({ description: 'Log-odds of the average household.' }),
        contributions: Type.Array(
          Type.Object(
            { input: Type.String(), average: Type.Number(), value: Type.Number(), logOdds: Type.Number() },
            closed,
          ),
        ),
      },
      closed,
    ),
    months: Type.Array(
      Type.Object(
        {
          month: Type.String({ description: 'YYYY-MM' }),
          incomeMinor: Minor,
          expenseMinor: Minor,
          putAsideMinor: Minor,
          expenseByCategory: Type.Record(Type.String(), Type.Integer()),
          closingMinor: Type.Number(),
          isWhole: Type.Boolean(),
        },
        closed,
      ),
    ),
    categories: Type.Array(
      Type.Object(
        { category: Type.String(), title: Type.String(), spentMinor: Minor, payments: Type.Integer({ minimum: 0 }) },
        closed,
      ),
    ),
    recurring: Type.Array(
      Type.Object(
        {
          text: Type.String(),
          account: Type.String(),
          category: Type.String(),
          isTransfer: Type.Boolean(),
          period: Type.Enum(['weekly', 'fortnightly', 'monthly', 'quarterly', 'yearly']),
          amountMinor: Minor,
          isFixed: Type.Boolean(),
          times: Type.Integer({ minimum: 2 }),
          lastDay: Day,
          nextDay: Day,
          isActive: Type.Boolean(),
          riseMinor: Minor,
        },
        closed,
      ),
    ),
    projection: Type.Object(
      {
        fromDay: Day,
        paths: Type.Integer(),
        days: Type.Array(
          Type.Object(
            {
              day: Day,
              ...{ medianMinor: Type.Number(), lowMinor: Type.Number(), highMinor: Type.Number() },
              shareBelowZero: orNull(Type.Number({ minimum: 0, maximum: 1 })),
            },
            closed,
          ),
        ),
      },
      closed,
    ),
    recommendations: Type.Array(
      Type.Object(
        {
          kind: Type.Enum(['spending', 'deficit', 'subscriptions', 'price-rise', 'fees', 'low-balance', 'reserve']),
          text: Type.String(),
          monthlyMinor: Type.Number(),
          category: Type.Optional(Type.String()),
          riskScoreThen: Type.Optional(Type.Number()),
        },
        closed,
      ),
    ),
    notes: Type.Array(Type.String()),
  },
  { ...closed, title: 'PersonalResponse' },
);
export type PersonalResponse = Static<typeof PersonalResponse>;

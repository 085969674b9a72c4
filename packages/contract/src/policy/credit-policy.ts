import { conditionOperators } from '@probity/domain';
import Type from 'typebox';
import { FieldValue } from '../assess/assess-request.js';

const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1, maxLength: 500 });

const Condition = Type.Object(
  {
    field: Text,
    op: Type.Enum([...conditionOperators]),
    value: Type.Optional(Type.Union([FieldValue, Type.Array(FieldValue, { maxItems: 500 })])),
  },
  closed,
);

const Rule = Type.Object(
  {
    id: Text,
    when: Type.Array(Condition, { minItems: 1, maxItems: 20, description: 'All must hold.' }),
    outcome: Type.Enum(['decline', 'refer']),
    reason: Type.String({ minLength: 1, maxLength: 500, description: 'A sentence for the applicant.' }),
    whenUnknown: Type.Optional(Type.Enum(['refer', 'pass'], { description: 'Default "refer".' })),
  },
  closed,
);

const Grid = Type.Object(
  {
    bandField: Type.Optional(Text),
    bands: Type.Array(
      Type.Object(
        { label: Text, upTo: Type.Union([Type.Number(), Type.Null()], { description: 'null = no end' }) },
        closed,
      ),
      { minItems: 1, maxItems: 50 },
    ),
    rows: Type.Array(
      Type.Object(
        {
          grade: Text,
          margin: Type.Number({ description: 'Price: lifetime margin as a share of the exposure.' }),
          limits: Type.Array(Type.Union([Type.Number(), Type.Null()]), {
            description: 'Largest amount for each band; null = no offer.',
          }),
        },
        closed,
      ),
      { maxItems: 50 },
    ),
  },
  closed,
);

/** How a risk score becomes points, a grade, a decision and an offer. */
export const CreditPolicy = Type.Object(
  {
    economics: Type.Object(
      { lossGivenDefault: Type.Number(), margin: Type.Number(), topMargin: Type.Number() },
      closed,
    ),
    approveBelow: Type.Number({ description: 'Approve below this risk score.' }),
    declineFrom: Type.Number({ description: 'Decline from this risk score on; between the two: refer.' }),
    points: Type.Object(
      { basePoints: Type.Number(), baseOdds: Type.Number(), pointsToDoubleOdds: Type.Number() },
      closed,
    ),
    grades: Type.Array(Type.Object({ grade: Type.String(), upTo: Type.Number() }, closed), { maxItems: 50 }),
    rules: Type.Optional(Type.Array(Rule, { maxItems: 200, description: 'They win over the score.' })),
    referral: Type.Optional(
      Type.Object(
        {
          borderlineWidth: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
          onWarnings: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    exposure: Type.Optional(
      Type.Object({ field: Type.Optional(Text), typical: Type.Number(), currency: Type.Optional(Text) }, closed),
    ),
    offers: Type.Optional(Grid),
  },
  { ...closed, description: 'How a risk score becomes points, a grade, a decision and an offer.' },
);

/** Names a stored policy. */
export const PolicyReference = Type.Object(
  {
    id: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    hash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the policy as canonical JSON.' }),
  },
  closed,
);

import { type ColumnKind, columnKinds } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { ModelReference, ModelReferenceText } from './model-reference.js';

/** Path parameters of `/v1/models/{reference}/…`. */
export const ModelParameters = Type.Object({ reference: ModelReferenceText }, { additionalProperties: false });
export type ModelParameters = Static<typeof ModelParameters>;

const FormField = Type.Object(
  {
    name: Type.String(),
    label: Type.String(),
    description: Type.Optional(Type.String()),
    kind: Type.Unsafe<ColumnKind>(Type.String({ enum: [...columnKinds] })),
    required: Type.Boolean({ description: 'When false, null is taken: not known.' }),
    levels: Type.Optional(
      Type.Array(Type.Object({ value: Type.String(), label: Type.String() }, { additionalProperties: false })),
    ),
    minimum: Type.Optional(Type.Union([Type.Number(), Type.String()])),
    maximum: Type.Optional(Type.Union([Type.Number(), Type.String()])),
    quantiles: Type.Optional(
      Type.Array(Type.Number(), { description: 'At 0, 5, … 100 % of the training data; numbers only.' }),
    ),
    shares: Type.Optional(
      Type.Record(Type.String(), Type.Number(), { description: 'Share of each level in training; categories only.' }),
    ),
    missingShare: Type.Number({ minimum: 0, maximum: 1 }),
  },
  { additionalProperties: false },
);

const Policy = Type.Object(
  {
    economics: Type.Object(
      { lossGivenDefault: Type.Number(), margin: Type.Number(), topMargin: Type.Number() },
      { additionalProperties: false },
    ),
    approveBelow: Type.Number({ description: 'Approve below this risk score.' }),
    declineFrom: Type.Number({ description: 'Decline from this risk score on; between the two: refer.' }),
    points: Type.Object(
      { basePoints: Type.Number(), baseOdds: Type.Number(), pointsToDoubleOdds: Type.Number() },
      { additionalProperties: false },
    ),
    grades: Type.Array(Type.Object({ grade: Type.String(), upTo: Type.Number() }, { additionalProperties: false })),
  },
  { additionalProperties: false, description: 'How a risk score becomes points, a grade and a decision.' },
);

/** Answer of `GET /v1/models/{reference}/form`: what to ask an applicant, and how to judge a score. */
export const FormResponse = Type.Object(
  { model: ModelReference, fields: Type.Array(FormField), policy: Policy },
  { additionalProperties: false, title: 'FormResponse' },
);
export type FormResponse = Static<typeof FormResponse>;

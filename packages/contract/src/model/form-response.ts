import { type ColumnKind, columnKinds } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { CreditPolicy, PolicyReference } from '../policy/credit-policy.js';
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

/** Answer of `GET /v1/models/{reference}/form`: what to ask an applicant, and how to judge a score. */
export const FormResponse = Type.Object(
  {
    model: ModelReference,
    fields: Type.Array(FormField),
    policy: CreditPolicy,
    policyReference: Type.Optional(PolicyReference),
  },
  { additionalProperties: false, title: 'FormResponse' },
);
export type FormResponse = Static<typeof FormResponse>;

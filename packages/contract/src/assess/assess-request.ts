import Type, { type Static } from 'typebox';
import { ModelReferenceText } from '../model/model-reference.js';

/** A value of one field of an application. */
export const FieldValue = Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]);

/** Fields by name. Written with `additionalProperties`, not a name pattern, so that no name escapes the check. */
export const Fields = Type.Unsafe<Record<string, Static<typeof FieldValue>>>(
  Type.Object(
    {},
    {
      additionalProperties: FieldValue,
      description:
        'Every feature of the model by name, null where it is not known. GET /v1/models/{reference}/form lists them.',
    },
  ),
);

/** Body of `POST /v1/assess`. */
export const AssessRequest = Type.Object(
  {
    application: Fields,
    model: Type.Optional(ModelReferenceText),
    subject: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: '^[^\\u0000-\\u001f\\u007f]+$',
        description: 'Your identifier of the person; only a keyed pseudonym of it is stored.',
      }),
    ),
  },
  { additionalProperties: false, title: 'AssessRequest' },
);
export type AssessRequest = Static<typeof AssessRequest>;

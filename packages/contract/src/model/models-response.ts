import Type, { type Static } from 'typebox';
import { ModelReference } from './model-reference.js';

/** Answer of `GET /v1/models`, newest first. */
export const ModelsResponse = Type.Object(
  {
    models: Type.Array(
      Type.Object(
        {
          ...ModelReference.properties,
          registeredAt: Type.String({ format: 'date-time' }),
          aliases: Type.Array(Type.String()),
          summary: Type.Record(Type.String(), Type.Unknown(), { description: 'Learner, dataset, rows, metrics.' }),
        },
        { additionalProperties: false },
      ),
    ),
    champion: Type.Union([ModelReference, Type.Null()], {
      description: 'Decides when a request names no model; null before the first training.',
    }),
  },
  { additionalProperties: false, title: 'ModelsResponse' },
);
export type ModelsResponse = Static<typeof ModelsResponse>;

import Type, { type Static } from 'typebox';
import { ModelReference } from '../model/model-reference.js';

/** Answer of `/healthz`: the process runs. */
export const HealthResponse = Type.Object(
  { status: Type.Enum(['ok']) },
  { additionalProperties: false, title: 'HealthResponse' },
);
export type HealthResponse = Static<typeof HealthResponse>;

/** Answer of `/readyz`: a champion is loaded and the store answers. */
export const ReadyResponse = Type.Object(
  { status: Type.Enum(['ready']), model: ModelReference },
  { additionalProperties: false, title: 'ReadyResponse' },
);
export type ReadyResponse = Static<typeof ReadyResponse>;

import type { ModelHash } from '@probity/domain';
import Type from 'typebox';

/** The one model that was used: name, version, and the hash of its bytes. */
export const ModelReference = Type.Object(
  {
    name: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    hash: Type.Unsafe<ModelHash>(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the bundle’s manifest.' }),
    ),
  },
  { additionalProperties: false },
);

/** Names a model in a request: "name", "name@3" or "name@champion". */
export const ModelReferenceText = Type.String({
  minLength: 1,
  maxLength: 200,
  // A control character is in no name, and NUL would be refused by the store.
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
  description: 'name, name@version or name@alias; a bare name means its champion, else its newest version.',
});

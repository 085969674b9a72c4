import Type from 'typebox';

/** Who acts, in a request: needed unless the token has a name, and then it may only repeat that name. */
export const ActorName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
  description: 'Who acts. Left out where the bearer token has a name; otherwise needed, and recorded as declared.',
});

/** Who acted, in an answer. */
export const Actor = Type.Object(
  {
    name: Type.String(),
    identifiedBy: Type.Enum(['declared', 'token'], {
      description: '"token": by the name of their token; "declared": by their own word.',
    }),
  },
  { additionalProperties: false },
);

import Type, { type Static } from 'typebox';
import { DecisionIdText } from '../assess/assess-response.js';

const particular = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S', description }));

/** Who sends the notice; what is left out stays open in the text and is listed under `missing`. */
const senderFields = {
  creditor: particular('Name of the creditor.'),
  address: particular('Postal address of the creditor.'),
  contact: particular('How to reach a person there.'),
  applicant: particular('Whom it is addressed to.'),
  counterOffer: particular('Terms of a counter-offer in words; makes the notice one of a counter-offer.'),
  agency: particular('Supervising agency, for the notice under the Equal Credit Opportunity Act.'),
} as const;

/** Query of `GET /v1/decisions/{id}/notice`. */
export const NoticeQuery = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(['json', 'text', 'html'], { description: 'Default json, which holds the text and the page too.' }),
    ),
    ...senderFields,
  },
  { additionalProperties: false },
);
export type NoticeQuery = Static<typeof NoticeQuery>;

const Notice = Type.Object(
  {
    decisionId: DecisionIdText,
    date: Type.String({ format: 'date' }),
    outcome: Type.Enum(['declined', 'referred', 'counter-offer']),
    sender: Type.Object(senderFields, { additionalProperties: false }),
    statement: Type.String(),
    reasons: Type.Array(Type.String(), { minItems: 1, maxItems: 4, description: 'Principal reasons, worst first.' }),
    rights: Type.Array(Type.String()),
    missing: Type.Array(Type.String(), { description: 'Particulars that nobody gave.' }),
    background: Type.String(),
  },
  { additionalProperties: false },
);

/** Answer of `GET /v1/decisions/{id}/notice`. */
export const NoticeResponse = Type.Union(
  [
    Type.Object(
      { due: Type.Literal(true), notice: Notice, text: Type.String(), html: Type.String() },
      { additionalProperties: false },
    ),
    Type.Object({ due: Type.Literal(false), reason: Type.String() }, { additionalProperties: false }),
  ],
  { title: 'NoticeResponse' },
);
export type NoticeResponse = Static<typeof NoticeResponse>;

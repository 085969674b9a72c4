import Type, { type Static } from 'typebox';
import { Fields } from '../assess/assess-request.js';
import { ModelReferenceText } from '../model/model-reference.js';

const Flag = (description: string) => Type.Optional(Type.Enum(['true', 'false'], { description }));

/** Query of `POST /v1/score`. */
export const ScoreQuery = Type.Object(
  {
    model: Type.Optional(ModelReferenceText),
    explain: Flag('"true" adds up to four reasons to each row.'),
    record: Flag('"true" records each row as a decision of its own and adds its id.'),
  },
  { additionalProperties: false },
);
export type ScoreQuery = Static<typeof ScoreQuery>;

/** The most applications that one JSON request may hold; a CSV may hold any number. */
export const MOST_APPLICATIONS = 1_000;

/** JSON body of `POST /v1/score`. */
export const ScoreRequest = Type.Object(
  { applications: Type.Array(Fields, { minItems: 1, maxItems: MOST_APPLICATIONS }) },
  { additionalProperties: false, title: 'ScoreRequest' },
);
export type ScoreRequest = Static<typeof ScoreRequest>;

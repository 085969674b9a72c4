import type { Decision } from '@probity/domain';
import Type, { type Static } from 'typebox';
import { Fields } from '../assess/assess-request.js';
import { assessmentFields, assessResponse } from '../assess/assess-response.js';

/** Answer of `GET /v1/decisions/{id}`: the decision with the application it was made on. */
export const DecisionResponse = Type.Object(
  { ...assessmentFields, application: Fields },
  { additionalProperties: false, title: 'DecisionResponse' },
);
export type DecisionResponse = Static<typeof DecisionResponse>;

/** A recorded decision as `GET /v1/decisions/{id}` answers it. */
export function decisionResponse(decision: Decision): DecisionResponse {
  return { ...assessResponse(decision), application: { ...decision.application } };
}

import { NoticeQuery, NoticeResponse } from '@probity/contract';
import { asDecisionId, ProbityError } from '@probity/domain';
import { createNotice, type DecisionLog, writeNoticeHtml, writeNoticeText } from '@probity/scoring';
import Type from 'typebox';
import type { Models } from '../model/load-models.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `GET /v1/decisions/:id/notice`: the adverse-action notice of a recorded decision, as data, text or a page. */
export function addNoticeRoute(app: Api, decisions: DecisionLog, models: Models): void {
  app.get(
    '/v1/decisions/:id/notice',
    {
      schema: {
        operationId: 'getDecisionNotice',
        summary: 'The adverse-action notice of a decision, in plain words',
        description:
          'For declined and referred applications and counter-offers: the recorded reasons, the rights, the sender as given. What the sender does not give stays open and is listed. Not legal advice.',
        tags: ['decisions'],
        params: Type.Object({ id: Type.String({ description: 'decisionId of an answer to POST /v1/assess' }) }),
        querystring: NoticeQuery,
        response: {
          ...withErrors(NoticeResponse, [400, 401, 404, 422, 429, 500, 503]),
          200: {
            description: 'The notice, or why none is due',
            content: {
              'application/json': { schema: NoticeResponse },
              'text/plain': { schema: Type.Unsafe<never>(Type.String()) },
              'text/html': { schema: Type.Unsafe<never>(Type.String()) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!UUID.test(id)) throw new ProbityError('DECISION_NOT_FOUND', 'there is no decision of this id');
      const decision = await decisions.find(asDecisionId(id));
      const { bundle } = await models.named(`${decision.model.name}@${decision.model.version}`);
      const { format = 'json', ...sender } = request.query;
      const result = createNotice(decision, bundle.schema, sender);
      if (!result.due) return reply.send({ due: false, reason: result.reason });
      const { notice } = result;
      if (format === 'text') return reply.type('text/plain; charset=utf-8').send(writeNoticeText(notice) as never);
      if (format === 'html') return reply.type('text/html; charset=utf-8').send(writeNoticeHtml(notice) as never);
      return reply.send({
        due: true,
        notice: {
          ...notice,
          decisionId: decision.decisionId,
          sender: { ...notice.sender },
          reasons: [...notice.reasons],
          rights: [...notice.rights],
          missing: [...notice.missing],
        },
        text: writeNoticeText(notice),
        html: writeNoticeHtml(notice),
      });
    },
  );
}

import { ReportResponse, ReportsQuery, ReportsResponse } from '@probity/contract';
import type { ReportArchive } from '@probity/scoring';
import Type from 'typebox';
import { type Api, withErrors } from './api.js';

/** `GET /v1/reports` and `GET /v1/reports/:id`: what was measured and kept. */
export function addReportRoutes(app: Api, reports: ReportArchive): void {
  app.get(
    '/v1/reports',
    {
      schema: {
        operationId: 'listReports',
        summary: 'List reports, newest first',
        description: 'Profiles, data quality, validations, fairness, scorecards, back-tests of policies.',
        tags: ['reports'],
        querystring: ReportsQuery,
        response: withErrors(ReportsResponse, [400, 401, 422, 429, 500, 503]),
      },
    },
    async (request) => {
      const listed = await reports.list(request.query);
      return {
        reports: listed.map(({ id, kind, subject, savedAt, digest, bytes }) => ({
          ...{ id, kind, subject, savedAt, digest, bytes },
        })),
      };
    },
  );

  app.get(
    '/v1/reports/:id',
    {
      schema: {
        operationId: 'getReport',
        summary: 'One report as it was saved',
        tags: ['reports'],
        params: Type.Object({ id: Type.String({ description: 'Id of the report.' }) }),
        response: withErrors(ReportResponse, [401, 404, 429, 500, 503]),
      },
    },
    async (request) => {
      const { id, kind, subject, savedAt, digest, bytes, report } = await reports.find(request.params.id);
      return { id, kind, subject, savedAt, digest, bytes, report };
    },
  );
}

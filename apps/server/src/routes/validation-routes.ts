import { ModelParameters, ReportResponse } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import type { ArchivedReport, ModelRegistry, ReportArchive } from '@probity/scoring';
import { renderValidationReport, type ValidationReport } from '@probity/validation';
import Type from 'typebox';
import { findModel } from '../model/load-models.js';
import { type Api, withErrors } from './api.js';

const STATUSES = [400, 401, 404, 422, 429, 500, 503] as const;
/** The page has no script and takes nothing from elsewhere; its style stands in it. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** `GET /v1/models/{reference}/validation` and `…/validation/page`: the last validation of a model. */
export function addValidationRoutes(app: Api, registry: ModelRegistry, reports: ReportArchive): void {
  app.get(
    '/v1/models/:reference/validation',
    {
      schema: {
        operationId: 'getValidation',
        summary: 'The last validation report of a model',
        description: 'As `probity validate` saved it. 404 REPORT_NOT_FOUND when the model was not validated yet.',
        tags: ['models'],
        params: ModelParameters,
        response: withErrors(ReportResponse, STATUSES),
      },
    },
    async (request) => {
      const { id, kind, subject, savedAt, digest, bytes, report } = await lastValidation(
        registry,
        reports,
        request.params.reference,
      );
      return { id, kind, subject, savedAt, digest, bytes, report };
    },
  );

  app.get(
    '/v1/models/:reference/validation/page',
    {
      schema: {
        operationId: 'getValidationPage',
        summary: 'The same as one HTML page',
        description: 'Needs no script; charts are drawn in it; prints well.',
        tags: ['models'],
        params: ModelParameters,
        response: {
          ...withErrors(ReportResponse, STATUSES),
          200: { description: 'The page', content: { 'text/html': { schema: Type.String() } } },
        },
      },
    },
    async (request, reply) => {
      const { report } = await lastValidation(registry, reports, request.params.reference);
      reply.header('content-security-policy', PAGE_POLICY);
      return reply.type('text/html; charset=utf-8').send(renderValidationReport(report as ValidationReport));
    },
  );
}

async function lastValidation(
  registry: ModelRegistry,
  reports: ReportArchive,
  reference: string,
): Promise<ArchivedReport> {
  const model = await findModel(registry, reference);
  const report = await reports.latest('validation', model.hash);
  if (report !== undefined) return report;
  throw new ProbityError('REPORT_NOT_FOUND', `${model.name}@${model.version} has not been validated yet`, {
    field: 'reference',
  });
}

import { ExportQuery, ModelParameters, ScorecardResponse, ScorecardRowsResponse } from '@probity/contract';
import { columnLabel, type DatasetSchema, type ModelReference } from '@probity/domain';
import { asScorecard, exportModel, type ScorecardRows } from '@probity/interchange';
import { type BinnedVariable, giniOfBins, type ScorecardModel } from '@probity/learn';
import type { ReadBundle } from '@probity/scoring';
import Type from 'typebox';
import type { Models } from '../model/load-models.js';
import type { Api } from './api.js';
import { withErrors } from './api.js';

/** Finds the training rows of a scorecard, cell by cell; undefined where they are not kept here. */
export type ReadScorecardRows = (bundle: ReadBundle) => Promise<ScorecardRows | undefined>;

const STATUSES = [400, 401, 404, 422, 429, 500, 503] as const;
const NO_ROWS = 'the data set that the card was trained on is not in this workspace';

/** `GET /v1/models/{reference}/scorecard`, its training rows by cell, and `…/export`. */
export function addScorecardRoutes(app: Api, models: Models, readRows: ReadScorecardRows | undefined): void {
  app.get(
    '/v1/models/:reference/scorecard',
    {
      schema: {
        operationId: 'getScorecard',
        summary: 'A scorecard, bin by bin',
        description:
          'Variables with their bins, counts, weights of evidence and points, and the finest counts that bins can be made of again. 422 NOT_A_SCORECARD for a model of another kind.',
        tags: ['scorecard'],
        params: ModelParameters,
        response: withErrors(ScorecardResponse, STATUSES),
      },
    },
    async (request, reply) => {
      const { reference, bundle } = await models.named(request.params.reference);
      const answer = describeScorecard(reference, asScorecard(bundle.model), bundle.schema);
      return reply.send(answer as unknown as ScorecardResponse);
    },
  );

  app.get(
    '/v1/models/:reference/scorecard/rows',
    {
      schema: {
        operationId: 'getScorecardRows',
        summary: 'Training rows by cell, to measure an edited card',
        description:
          'At most 10,000 rows: for each variable the fine cell of each row, and its outcome. No value, no id.',
        tags: ['scorecard'],
        params: ModelParameters,
        response: withErrors(ScorecardRowsResponse, STATUSES),
      },
    },
    async (request, reply) => {
      const { reference: model, bundle } = await models.named(request.params.reference);
      asScorecard(bundle.model);
      const rows = await readRows?.(bundle);
      const answer = rows === undefined ? { model, rows: null, notAssessed: NO_ROWS } : { model, rows };
      return reply.send(answer as unknown as ScorecardRowsResponse);
    },
  );

  app.get(
    '/v1/models/:reference/export',
    {
      schema: {
        operationId: 'exportModel',
        summary: 'A model as ONNX or XGBoost file; a scorecard as SQL, PMML, workbook or JavaScript',
        description:
          'Each gives the library’s margin; all but XGBoost files the calibrated probability, and scorecards their points. 422 NOT_A_SCORECARD or NOT_EXPORTABLE for a model that the format cannot hold.',
        tags: ['scorecard'],
        params: ModelParameters,
        querystring: ExportQuery,
        response: {
          ...withErrors(ScorecardResponse, STATUSES),
          200: {
            description: 'The file',
            content: { 'application/octet-stream': { schema: Type.Unsafe<Buffer>(Type.String({ format: 'binary' })) } },
          },
        },
      },
    },
    async (request, reply) => {
      const { format, dialect = 'postgresql', table = 'applications', precision = 'double' } = request.query;
      const { reference, bundle } = await models.named(request.params.reference);
      const { calibration, schema } = bundle;
      const title = `${reference.name}@${reference.version}, hash ${reference.hash.slice(0, 12)}`;
      const version = bundle.provenance.libraryVersion;
      const provenance = { model: `${reference.name}@${reference.version}`, bundle: reference.hash, version };
      const said = { calibration, schema, title, precision, provenance };
      const file = await exportModel(bundle.model, format, said, { dialect, table });
      const name = `${reference.name.replace(/[^A-Za-z0-9._-]/g, '_')}-${reference.version}.${file.extension}`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return reply.type(file.mediaType).send(Buffer.from(file.bytes));
    },
  );
}

function describeScorecard(model: ModelReference, card: ScorecardModel, schema: DatasetSchema) {
  const labels = new Map(schema.columns.map((column) => [column.name, columnLabel(column)]));
  const describe = ({ feature, trend, origin, informationValue, bins, table }: BinnedVariable) => ({
    name: feature.name,
    label: labels.get(feature.name) ?? feature.name,
    trend,
    origin,
    informationValue,
    gini: giniOfBins(bins),
    cells: table.cells.map(({ range, goods, bads }) => ({ range, goods, bads })),
  });
  return {
    model,
    intercept: card.intercept,
    scale: card.scale,
    variables: card.variables.map((variable) => ({
      ...describe(variable),
      coefficient: variable.coefficient,
      bins: variable.bins.map(({ range, goods, bads, woe, points }) => ({ range, goods, bads, woe, points })),
    })),
    excluded: card.excluded.map((variable) => ({
      ...describe(variable),
      reason: variable.reason,
      bins: variable.bins.map(({ range, goods, bads, woe }) => ({ range, goods, bads, woe })),
    })),
    edits: card.settings.edits,
  };
}

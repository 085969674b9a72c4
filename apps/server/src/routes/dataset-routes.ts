import {
  DatasetParameters,
  DatasetProfileResponse,
  DatasetQualityResponse,
  DatasetRowsQuery,
  DatasetRowsResponse,
  DatasetsResponse,
} from '@probity/contract';
import { ProbityError } from '@probity/domain';
import type { Dataset } from '@probity/training';
import type { Warehouse } from '@probity/warehouse';
import { findRows } from '../dataset/find-rows.js';
import { type Api, withErrors } from './api.js';

/** What the routes need of a warehouse. */
export type DatasetLibrary = Pick<
  Warehouse,
  'listDatasets' | 'openDataset' | 'findProfile' | 'hasProfile' | 'readQualityHistory'
>;

/** Data sets that stay open after a request: reading one back takes seconds, and a reader asks for many pages. */
const OPEN_DATASETS = 2;

/** `GET /v1/datasets`, and for one of them its profile and its rows. */
export function addDatasetRoutes(app: Api, library: DatasetLibrary | undefined): void {
  const open = openOnce(library);
  const found = async (hash: string) => {
    const manifests = (await library?.listDatasets()) ?? [];
    const manifest = manifests.find((candidate) => candidate.hash === hash);
    if (manifest === undefined) {
      throw new ProbityError('DATASET_NOT_FOUND', 'there is no data set of this hash in the workspace');
    }
    return manifest;
  };

  app.get(
    '/v1/datasets',
    {
      schema: {
        operationId: 'listDatasets',
        summary: 'List the data sets of the workspace',
        tags: ['data sets'],
        response: withErrors(DatasetsResponse, [401, 429, 500]),
      },
    },
    async () => {
      const manifests = (await library?.listDatasets()) ?? [];
      const datasets = await Promise.all(
        manifests.map(async ({ hash, source, rowsAccepted, rowsQuarantined, notes }) => ({
          hash,
          source: source.name,
          rows: rowsAccepted,
          rowsRefused: rowsQuarantined,
          notes: [...notes],
          profiled: (await library?.hasProfile(hash)) ?? false,
        })),
      );
      return { datasets: datasets.sort((one, other) => (one.source < other.source ? -1 : 1)) };
    },
  );

  app.get(
    '/v1/datasets/:hash/profile',
    {
      schema: {
        operationId: 'getDatasetProfile',
        summary: 'What is known of a data set: leaks, columns, gaps, dependence, outliers, copies, stability',
        tags: ['data sets'],
        params: DatasetParameters,
        response: withErrors(DatasetProfileResponse, [400, 401, 404, 422, 429, 500]),
      },
    },
    async (request, reply) => {
      const { hash } = request.params;
      await found(hash);
      const profile = await library?.findProfile(hash);
      if (profile === undefined) throw new ProbityError('PROFILE_NOT_FOUND', 'this data set was not profiled yet');
      // Kept as `probity profile` wrote it; a test holds its form against the contract.
      return reply.send(profile as DatasetProfileResponse);
    },
  );

  app.get(
    '/v1/datasets/:hash/quality',
    {
      schema: {
        operationId: 'listDatasetQuality',
        summary: 'How the source of a data set kept its expectations over time',
        tags: ['data sets'],
        params: DatasetParameters,
        response: withErrors(DatasetQualityResponse, [400, 401, 404, 422, 429, 500]),
      },
    },
    async (request) => {
      const { source } = await found(request.params.hash);
      const history = (await library?.readQualityHistory(source.name)) ?? [];
      return {
        series: source.name,
        reports: history.map(({ checkedAt, outcome, rows, quarantined, results }) => ({
          ...{ checkedAt, outcome, rows, quarantined },
          results: results.map(({ column, expectation, severity, outcome: met, sentence }) => ({
            ...{ column: column ?? null, expectation, severity, outcome: met, sentence },
          })),
        })),
      };
    },
  );

  app.get(
    '/v1/datasets/:hash/rows',
    {
      schema: {
        operationId: 'listDatasetRows',
        summary: 'The rows behind a bar, with their line in the file',
        tags: ['data sets'],
        params: DatasetParameters,
        querystring: DatasetRowsQuery,
        response: withErrors(DatasetRowsResponse, [400, 401, 404, 422, 429, 500]),
      },
    },
    async (request) => {
      await found(request.params.hash);
      return findRows(await open(request.params.hash), request.query);
    },
  );
}

function openOnce(library: DatasetLibrary | undefined): (hash: string) => Promise<Dataset> {
  const opened = new Map<string, Promise<Dataset>>();
  return (hash) => {
    const known = opened.get(hash);
    if (known !== undefined) return known;
    const dataset = (library as DatasetLibrary).openDataset(hash);
    opened.set(hash, dataset);
    dataset.catch(() => opened.delete(hash));
    for (const oldest of [...opened.keys()].slice(0, -OPEN_DATASETS)) opened.delete(oldest);
    return dataset;
  };
}

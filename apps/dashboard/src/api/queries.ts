import type { CustomersRequest } from '@probity/contract';
import type { Outcome } from '@probity/domain';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { RowsChoice } from '../data/data-search.js';
import {
  fetchDatasetProfile,
  fetchDatasetQuality,
  fetchDatasetRows,
  fetchDatasets,
  fetchDecision,
  fetchDecisions,
  fetchForm,
  fetchModels,
  fetchPolicies,
  fetchReport,
  fetchReviews,
  fetchScorecardRows,
  fetchSegments,
  fetchTransaction,
  fetchValidation,
  postCustomers,
} from './api-client.js';

export const DECISIONS_PER_PAGE = 50;

export const modelsQuery = queryOptions({ queryKey: ['models'], queryFn: fetchModels, staleTime: 30_000 });

/** A version's fields never change; the policy that is live may. */
export function formQuery(reference: string) {
  return queryOptions({
    queryKey: ['form', reference],
    queryFn: () => fetchForm(reference),
    staleTime: 15_000,
    enabled: reference !== '',
  });
}

/** A recorded decision never changes either. */
export function decisionQuery(id: string) {
  return queryOptions({
    queryKey: ['decision', id],
    queryFn: () => fetchDecision(id),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: id !== '',
  });
}

export function decisionsQuery(outcome?: Outcome) {
  return infiniteQueryOptions({
    queryKey: ['decisions', outcome ?? 'all'],
    queryFn: ({ pageParam }) => fetchDecisions(pageParam, DECISIONS_PER_PAGE, outcome),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 5_000,
  });
}

/** The policies of a model; the champion's where none is named. */
export function policiesQuery(model: string | undefined) {
  return queryOptions({ queryKey: ['policies', model ?? ''], queryFn: () => fetchPolicies(model), staleTime: 5_000 });
}

/** A report never changes. */
export function reportQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ['report', id],
    queryFn: () => fetchReport(id as string),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: id !== undefined,
  });
}

/** The queue changes under other hands, so it is asked for again and again. */
export function reviewsQuery(state: 'decided' | undefined) {
  return queryOptions({
    queryKey: ['reviews', state ?? 'waiting'],
    queryFn: () => fetchReviews(state),
    staleTime: 3_000,
    refetchInterval: 15_000,
  });
}

/** The newest validation report of a model; a model that nobody validated has none. */
export function validationQuery(reference: string) {
  return queryOptions({
    queryKey: ['validation', reference],
    queryFn: () => fetchValidation(reference),
    staleTime: 30_000,
    retry: false,
  });
}

export const datasetsQuery = queryOptions({ queryKey: ['datasets'], queryFn: fetchDatasets, staleTime: 10_000 });

export function datasetProfileQuery(hash: string) {
  return queryOptions({
    queryKey: ['dataset profile', hash],
    queryFn: () => fetchDatasetProfile(hash),
    staleTime: 60_000,
    retry: false,
  });
}

/** How the source kept its expectations; grows with each ingest. */
export function datasetQualityQuery(hash: string) {
  return queryOptions({
    queryKey: ['dataset quality', hash],
    queryFn: () => fetchDatasetQuality(hash),
    staleTime: 10_000,
  });
}

/** Rows of a data set, a page at a time; a version never changes. */
export function datasetRowsQuery(hash: string, column: string | undefined, choice: RowsChoice) {
  const { from, to, last, level, missing, rows } = choice;
  const asked = { column, from, to, last, level, missing, rows };
  const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return infiniteQueryOptions({
    queryKey: ['dataset rows', hash, query],
    queryFn: ({ pageParam }) =>
      fetchDatasetRows(hash, { ...query, limit: 50, ...(pageParam === undefined ? {} : { after: pageParam }) }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A version's training rows never change; they are some hundred kilobytes. */
export function scorecardRowsQuery(reference: string) {
  return queryOptions({
    queryKey: ['scorecard-rows', reference],
    queryFn: () => fetchScorecardRows(reference),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: reference !== '',
    retry: false,
  });
}

/** The segments change when customers are scored anew. */
export function segmentsQuery() {
  return queryOptions({ queryKey: ['segments'], queryFn: fetchSegments, staleTime: 30_000, retry: false });
}

/** Equal figures get equal answers from one version. */
export function customersQuery(model: string, request: CustomersRequest) {
  return queryOptions({
    queryKey: ['customers', model, request],
    queryFn: () => postCustomers(model, request),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A transaction with what came before it; labels may come later. */
export function transactionQuery(id: string) {
  return queryOptions({ queryKey: ['transaction', id], queryFn: () => fetchTransaction(id), staleTime: 15_000 });
}

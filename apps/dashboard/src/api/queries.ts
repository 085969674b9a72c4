import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { RowsChoice } from '../data/data-search.js';
import {
  fetchDatasetProfile,
  fetchDatasetRows,
  fetchDatasets,
  fetchDecision,
  fetchDecisions,
  fetchForm,
  fetchModels,
  fetchScorecardRows,
  fetchValidation,
} from './api-client.js';

export const DECISIONS_PER_PAGE = 50;

export const modelsQuery = queryOptions({ queryKey: ['models'], queryFn: fetchModels, staleTime: 30_000 });

/** A version's form never changes, so it is asked for once. */
export function formQuery(reference: string) {
  return queryOptions({
    queryKey: ['form', reference],
    queryFn: () => fetchForm(reference),
    staleTime: Number.POSITIVE_INFINITY,
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

export const decisionsQuery = infiniteQueryOptions({
  queryKey: ['decisions'],
  queryFn: ({ pageParam }) => fetchDecisions(pageParam, DECISIONS_PER_PAGE),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next,
  staleTime: 5_000,
});

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

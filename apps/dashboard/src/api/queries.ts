import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { fetchDecision, fetchDecisions, fetchForm, fetchModels, fetchValidation } from './api-client.js';

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

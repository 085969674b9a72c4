import type {
  AssessRequest,
  AssessResponse,
  CustomersRequest,
  CustomersResponse,
  DatasetProfileResponse,
  DatasetQualityResponse,
  DatasetRowsQuery,
  DatasetRowsResponse,
  DatasetsResponse,
  DecisionResponse,
  DecisionsResponse,
  FormResponse,
  ModelsResponse,
  NewPolicyRequest,
  NoticeQuery,
  NoticeResponse,
  PoliciesResponse,
  ReportResponse,
  ReviewActorRequest,
  ReviewsQuery,
  ReviewsResponse,
  RollBackRequest,
  ScorecardRowsResponse,
  SegmentsResponse,
  StoredPolicyResponse,
  TransactionAnswer,
  TransactionDetailResponse,
  TransactionLabelRequest,
  TransactionLabelResponse,
  TransactionListResponse,
  VerdictRequest,
} from '@probity/contract';
import type { Outcome } from '@probity/domain';
import type { ValidationReport } from '@probity/validation';
import { ApiError } from './api-error.js';
import { askForToken, readToken } from './session-token.js';

/** A report with the time it was saved. */
export type KeptValidation = Pick<ValidationReport, 'data' | 'sections' | 'verdict'> & { readonly savedAt: string };

export function fetchModels(): Promise<ModelsResponse> {
  return getJson('/v1/models');
}

export function fetchForm(reference: string): Promise<FormResponse> {
  return getJson(`/v1/models/${encodeURIComponent(reference)}/form`);
}

export async function fetchBundle(reference: string): Promise<Uint8Array> {
  const response = await send(`/v1/models/${encodeURIComponent(reference)}/bundle`, { headers: {} });
  return new Uint8Array(await response.arrayBuffer());
}

export function fetchDecisions(
  before: string | undefined,
  limit: number,
  outcome?: Outcome,
): Promise<DecisionsResponse> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(before === undefined ? {} : { before }),
    ...(outcome === undefined ? {} : { outcome }),
  });
  return getJson(`/v1/decisions?${query}`);
}

export function fetchDecision(id: string): Promise<DecisionResponse> {
  return getJson(`/v1/decisions/${encodeURIComponent(id)}`);
}

/** Assesses and records. The key makes a repeat after a lost answer return the same decision. */
export async function postAssess(request: AssessRequest, idempotencyKey?: string): Promise<AssessResponse> {
  const response = await send('/v1/assess', {
    method: 'POST',
    body: JSON.stringify(request),
    headers: {
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
  });
  return (await response.json()) as AssessResponse;
}

/** The newest validation of a model, as it was kept. */
export async function fetchValidation(reference: string): Promise<KeptValidation> {
  const { savedAt, report } = await getJson<ReportResponse>(`/v1/models/${encodeURIComponent(reference)}/validation`);
  return { savedAt, ...(report as Omit<KeptValidation, 'savedAt'>) };
}

/** Sends a CSV to be scored; the answer's body is a CSV that comes as it is made. */
export function postScoreCsv(
  file: Blob,
  settings: { readonly model: string; readonly explain: boolean; readonly record: boolean },
  signal: AbortSignal,
): Promise<Response> {
  const { model, explain, record } = settings;
  const query = new URLSearchParams({ model, explain: String(explain), record: String(record) });
  return send(`/v1/score?${query}`, { method: 'POST', body: file, headers: { 'content-type': 'text/csv' }, signal });
}

export function fetchDatasets(): Promise<DatasetsResponse> {
  return getJson('/v1/datasets');
}

export function fetchDatasetProfile(hash: string): Promise<DatasetProfileResponse> {
  return getJson(`/v1/datasets/${encodeURIComponent(hash)}/profile`);
}

export function fetchDatasetQuality(hash: string): Promise<DatasetQualityResponse> {
  return getJson(`/v1/datasets/${encodeURIComponent(hash)}/quality`);
}

export function fetchDatasetRows(
  hash: string,
  query: Readonly<Partial<Record<keyof DatasetRowsQuery, string | number | boolean>>>,
): Promise<DatasetRowsResponse> {
  const known = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(known.map(([key, value]) => [key, String(value)]));
  return getJson(`/v1/datasets/${encodeURIComponent(hash)}/rows?${text}`);
}

export function fetchScorecardRows(reference: string): Promise<ScorecardRowsResponse> {
  return getJson(`/v1/models/${encodeURIComponent(reference)}/scorecard/rows`);
}

/** A page that the server writes, for a tab of its own. */
export async function fetchPage(path: string): Promise<Blob> {
  const response = await send(path, { headers: { accept: 'text/html' } });
  return response.blob();
}

/** The adverse-action notice of a decision. Nothing of the applicant goes into the address. */
export function fetchNotice(
  id: string,
  sender: Pick<NoticeQuery, 'creditor' | 'address' | 'contact' | 'agency'>,
): Promise<NoticeResponse> {
  const query = new URLSearchParams(Object.entries(sender).filter(([, value]) => value.trim() !== ''));
  return getJson(`/v1/decisions/${encodeURIComponent(id)}/notice?${query}`);
}

/** A scorecard in another language, as a file. */
export async function fetchExport(reference: string, format: 'sql' | 'pmml' | 'xlsx' | 'js'): Promise<Blob> {
  const response = await send(`/v1/models/${encodeURIComponent(reference)}/export?format=${format}`, { headers: {} });
  return response.blob();
}

export function fetchPolicies(model: string | undefined): Promise<PoliciesResponse> {
  return getJson(`/v1/policies${model === undefined ? '' : `?model=${encodeURIComponent(model)}`}`);
}

export function fetchPolicy(id: string): Promise<StoredPolicyResponse> {
  return getJson(`/v1/policies/${encodeURIComponent(id)}`);
}

export function postPolicy(request: NewPolicyRequest): Promise<StoredPolicyResponse> {
  return postJson('/v1/policies', request);
}

/** A step in the life of a policy: propose, approve, reject, activate, rollback. */
export function postPolicyStep(id: string, step: string, request: RollBackRequest): Promise<unknown> {
  return postJson(`/v1/policies/${encodeURIComponent(id)}/${step}`, request);
}

export function fetchReport(id: string): Promise<ReportResponse> {
  return getJson(`/v1/reports/${encodeURIComponent(id)}`);
}

export function fetchReviews(state: ReviewsQuery['state']): Promise<ReviewsResponse> {
  return getJson(`/v1/reviews?limit=200${state === undefined ? '' : `&state=${state}`}`);
}

/** Claims, releases or decides a case; `next` as the id claims the one to do next. */
export function postReview<Answer>(path: string, request: ReviewActorRequest | VerdictRequest): Promise<Answer> {
  return postJson(`/v1/reviews/${path}`, request);
}

/** The segments of the model of customers that was made last. */
export function fetchSegments(): Promise<SegmentsResponse> {
  return getJson('/v1/customers/segments');
}

export function postCustomers(model: string, request: CustomersRequest): Promise<CustomersResponse> {
  return postJson(`/v1/customers?model=${encodeURIComponent(model)}`, request);
}

async function postJson<Answer>(path: string, request: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await send(path, { method: 'POST', body: JSON.stringify(request), headers });
  return (await response.json()) as Answer;
}

/** The latest transactions, newest first. */
export function fetchTransactions(limit: number, answer?: TransactionAnswer): Promise<TransactionListResponse> {
  return getJson(`/v1/transactions?limit=${limit}${answer === undefined ? '' : `&answer=${answer}`}`);
}

export function fetchTransaction(id: string): Promise<TransactionDetailResponse> {
  return getJson(`/v1/transactions/${encodeURIComponent(id)}`);
}

/** Decisions as they are made, as server-sent events; read with `readEventStream`. */
export function openTransactionStream(signal: AbortSignal): Promise<Response> {
  return send('/v1/transactions/stream', { headers: { accept: 'text/event-stream' }, signal });
}

/** Says what a transaction turned out to be. */
export async function postTransactionLabel(
  id: string,
  label: TransactionLabelRequest,
): Promise<TransactionLabelResponse> {
  const response = await send(`/v1/transactions/${encodeURIComponent(id)}/label`, {
    method: 'POST',
    body: JSON.stringify(label),
    headers: { 'content-type': 'application/json' },
  });
  return (await response.json()) as TransactionLabelResponse;
}

async function getJson<Answer>(path: string): Promise<Answer> {
  const response = await send(path, { headers: { accept: 'application/json' } });
  return (await response.json()) as Answer;
}

async function send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
  const token = readToken();
  const headers = token === null ? init.headers : { ...init.headers, authorization: `Bearer ${token}` };
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiError(0, {
      error: {
        message: 'The server cannot be reached.',
        remedy: 'Check that `probity serve` is running, then try again.',
      },
    });
  }
  if (response.ok) return response;
  if (response.status === 401) askForToken();
  throw new ApiError(response.status, await response.json().catch(() => null));
}

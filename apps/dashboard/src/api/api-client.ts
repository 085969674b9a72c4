import type {
  AssessRequest,
  AssessResponse,
  DatasetProfileResponse,
  DatasetRowsQuery,
  DatasetRowsResponse,
  DatasetsResponse,
  DecisionResponse,
  DecisionsResponse,
  FormResponse,
  ModelsResponse,
  ScorecardRowsResponse,
} from '@probity/contract';
import type { ReportSection } from '@probity/validation';
import { ApiError } from './api-error.js';
import { askForToken, readToken } from './session-token.js';

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

export function fetchDecisions(before: string | undefined, limit: number): Promise<DecisionsResponse> {
  const query = new URLSearchParams({ limit: String(limit), ...(before === undefined ? {} : { before }) });
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

export function fetchValidation(reference: string): Promise<{ readonly sections: readonly ReportSection[] }> {
  return getJson(`/v1/models/${encodeURIComponent(reference)}/validation`);
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

export function fetchDatasetRows(hash: string, query: DatasetRowsQuery): Promise<DatasetRowsResponse> {
  const known = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(known.map(([key, value]) => [key, String(value)]));
  return getJson(`/v1/datasets/${encodeURIComponent(hash)}/rows?${text}`);
}

export function fetchScorecardRows(reference: string): Promise<ScorecardRowsResponse> {
  return getJson(`/v1/models/${encodeURIComponent(reference)}/scorecard/rows`);
}

/** A scorecard in another language, as a file. */
export async function fetchExport(reference: string, format: 'sql' | 'pmml' | 'xlsx' | 'js'): Promise<Blob> {
  const response = await send(`/v1/models/${encodeURIComponent(reference)}/export?format=${format}`, { headers: {} });
  return response.blob();
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

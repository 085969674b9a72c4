import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assessResponse, decisionResponse, errorBody, type FormResponse, httpStatusOf } from '@probity/contract';
import { asDecisionId, type Decision, ProbityError } from '@probity/domain';
import { createScorer, type EvaluationRecord, readBundle, type Scorer, type WrittenBundle } from '@probity/scoring';
import { createFakeGovernance, type FakeGovernance } from './fake-governance.js';
import { scoreCsv } from './fake-score.js';
import { makeLoanBundle } from './loan-fixture.js';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** What the real server sends with the page: scripts from itself only, and WebAssembly. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Fitted once, however many servers there are. */
let fixture: Promise<WrittenBundle> | undefined;

export interface FakeServer {
  readonly url: string;
  readonly decisions: readonly Decision[];
  readonly scorer: Scorer;
  /** What the model's bundle says of itself. */
  readonly evaluation: EvaluationRecord;
  /** Hash of the data it was trained on. */
  readonly trainedOn: string;
  readonly governance: FakeGovernance;
  /** Changes a recorded decision behind everyone's back, for tests of replay. */
  replaceDecision(id: string, change: (decision: Decision) => Decision): void;
  close(): Promise<void>;
}

/**
 * The server's routes in memory, with the real engine behind them: enough to try the page without a database.
 * @param options.dist folder of the built page
 * @param options.bundle the model; default one for loans
 * @param options.token when given, requests without it are refused
 */
export async function startFakeServer(
  options: { port?: number; token?: string; dist?: string; bundle?: Promise<WrittenBundle> } = {},
): Promise<FakeServer> {
  if (options.bundle === undefined) fixture ??= makeLoanBundle();
  const { bytes, hash } = await (options.bundle ?? (fixture as Promise<WrittenBundle>));
  const bundle = await readBundle(bytes, hash);
  const scorer = createScorer(bundle);
  const model = { name: 'loans', version: 1, hash };
  const decisions: Decision[] = [];
  const governance = createFakeGovernance(model, bundle.policy, scorer);
  /** As the server does: the live policy decides, else the bundle's own. */
  const onDuty = async () => createScorer(bundle, { policy: await governance.policies.live(hash) });

  const routes = {
    models: () => ({
      models: [{ ...model, registeredAt: new Date(0).toISOString(), aliases: ['champion'], summary: {} }],
      champion: model,
    }),
    form: async () => {
      const live = await governance.policies.live(hash);
      const policyReference = live === undefined ? {} : { policyReference: live.reference };
      const { policy } = live ?? bundle;
      return { model, fields: scorer.form(), policy, ...policyReference } as unknown as FormResponse;
    },
    assess: (body: { application?: unknown }, engine: Scorer = scorer) => {
      const start = performance.now();
      const assessment = engine.assess(body.application);
      const decision: Decision = {
        ...assessment,
        decisionId: asDecisionId(randomUUID()),
        model,
        occurredAt: new Date().toISOString(),
        processingTimeMs: performance.now() - start,
      };
      decisions.unshift(decision);
      governance.opened(decision);
      return assessResponse(decision);
    },
    list: (query: URLSearchParams) => {
      const limit = Number(query.get('limit') ?? 50);
      const before = query.get('before');
      const outcome = query.get('outcome');
      const kept = decisions.filter(({ decision }) => outcome === null || decision === outcome);
      const start = before === null ? 0 : kept.findIndex((decision) => decision.decisionId === before) + 1;
      const page = kept.slice(start, start + limit);
      const last = page.at(-1);
      return {
        decisions: page.map(({ decisionId, occurredAt, model, riskScore, riskCategory, grade, decision }) => ({
          decisionId,
          occurredAt,
          model,
          riskScore,
          riskCategory,
          grade,
          decision,
        })),
        ...(last !== undefined && start + limit < kept.length ? { next: last.decisionId } : {}),
      };
    },
    find: (id: string) => {
      const found = decisions.find((decision) => decision.decisionId === id);
      if (found === undefined) throw new ProbityError('DECISION_NOT_FOUND', `there is no decision "${id}"`);
      return decisionResponse(found);
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith('/v1/')) return sendFile(options.dist ?? DIST, pathname, response);
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      throw new ProbityError('UNAUTHORIZED', 'this server wants a bearer token');
    }
    const parts = pathname.split('/').slice(2).map(decodeURIComponent);
    if (['policies', 'reviews', 'reports'].includes(parts[0] ?? '')) {
      const body = request.method === 'POST' ? JSON.parse(await readBody(request)) : {};
      const found = await governance.answer(request.method ?? 'GET', parts, body, searchParams);
      if (found !== undefined) return sendJson(response, found);
    }
    if (parts[0] === 'assess')
      return sendJson(response, routes.assess(JSON.parse(await readBody(request)), await onDuty()));
    if (parts[0] === 'score') {
      const record = (application: unknown) => routes.assess({ application }).decisionId;
      response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' });
      for (const line of scoreCsv(await readBody(request), scorer, searchParams, record)) response.write(line);
      return void response.end();
    }
    if (parts[0] === 'decisions')
      return sendJson(response, parts[1] === undefined ? routes.list(searchParams) : routes.find(parts[1]));
    if (parts[2] === 'form') return sendJson(response, await routes.form());
    if (parts[2] === 'bundle')
      return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    if (parts[0] === 'models' && parts.length === 1) return sendJson(response, routes.models());
    throw new ProbityError('ROUTE_NOT_FOUND', `there is no route ${pathname}`);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!(error instanceof ProbityError)) return void response.writeHead(500).end(String(error));
      sendJson(response, errorBody(error, 'test'), httpStatusOf(error.kind));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    decisions,
    scorer,
    evaluation: bundle.evaluation,
    trainedOn: bundle.provenance.dataset,
    governance,
    replaceDecision(id, change) {
      const index = decisions.findIndex((decision) => decision.decisionId === id);
      decisions[index] = change(decisions[index] as Decision);
    },
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A built file, or the page itself for an address that the page's own router knows. */
async function sendFile(dist: string, pathname: string, response: ServerResponse): Promise<void> {
  const name = extname(pathname) === '' ? 'index.html' : pathname.slice(1);
  try {
    const bytes = await readFile(join(dist, name));
    response.writeHead(200, {
      'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_SECURITY_POLICY,
    });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

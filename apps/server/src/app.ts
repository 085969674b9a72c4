import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { asDecisionId, ProbityError } from '@probity/domain';
import type { DecisionLog, ModelRegistry, PolicyStore, ReportArchive, ReviewQueue } from '@probity/scoring';
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import { createDecide, type EnrichApplication } from './decide.js';
import { answerBrokenConnection, answerStrayRequests } from './http/answer-broken-connections.js';
import { answerError, answerErrors } from './http/answer-errors.js';
import { answerUnknownRoutes } from './http/answer-unknown-routes.js';
import { checkInput } from './http/check-input.js';
import { closeConnectionsWhileStopping } from './http/close-connections.js';
import { guardRequests } from './http/guard-requests.js';
import { identifyActors } from './http/identity.js';
import { limitRate } from './http/limit-rate.js';
import { limitRequestTime } from './http/limit-request-time.js';
import { logRequests } from './http/log-requests.js';
import { requestIdOf } from './http/request-id.js';
import { secureAnswer, secureAnswers } from './http/secure-answers.js';
import { loadModels } from './model/load-models.js';
import { addAssessRoute } from './routes/assess-route.js';
import { addCompanyRoute } from './routes/company-route.js';
import { addCounterfactualRoutes } from './routes/counterfactual-routes.js';
import { addCustomerRoutes } from './routes/customer-routes.js';
import { addDashboardRoutes } from './routes/dashboard-routes.js';
import { addDatasetRoutes, type DatasetLibrary } from './routes/dataset-routes.js';
import { addDecisionRoutes } from './routes/decision-routes.js';
import { addDocumentationRoutes, collectDocumentation } from './routes/documentation-routes.js';
import { addFeatureRoutes } from './routes/feature-routes.js';
import { addHealthRoutes } from './routes/health-routes.js';
import { addModelRoutes } from './routes/model-routes.js';
import { addNoticeRoute } from './routes/notice-route.js';
import { addPersonalRoute } from './routes/personal-route.js';
import { addPolicyRoutes } from './routes/policy-routes.js';
import { addReportRoutes } from './routes/report-routes.js';
import { addReviewRoutes } from './routes/review-routes.js';
import { addScoreRoute } from './routes/score-route.js';
import { addScorecardRoutes, type ReadScorecardRows } from './routes/scorecard-routes.js';
import { addTransactionRoutes } from './routes/transaction-routes.js';
import { addTransactionStreamRoute } from './routes/transaction-stream-route.js';
import { addValidationRoutes } from './routes/validation-routes.js';
import type { TransactionService } from './transactions/transaction-service.js';

const BODY_LIMIT_BYTES = 1024 * 1024;
const HEADER_LIMIT_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 3_600_000;
const LONGEST_PATH_PARAMETER = 600;
const API_VERSION = '0.1.0';

/** What the server is made of. */
export interface AppParts {
  readonly decisions: DecisionLog;
  /** The data sets of the workspace; without them the list is empty. */
  readonly datasets?: DatasetLibrary;
  readonly registry: ModelRegistry;
  readonly policies: PolicyStore;
  readonly reviews: ReviewQueue;
  readonly reports: ReportArchive;
  /** Fills in what applications do not hold; without it they are assessed as they come. */
  readonly enrich?: EnrichApplication;
  /** Decides transactions; without it their routes answer 503. */
  readonly transactions?: TransactionService;
  /** When set, the API takes only requests that carry it, or one of `namedTokens`. */
  readonly token?: string;
  /** Tokens of persons, by name: who acts is then known, not declared. */
  readonly namedTokens?: ReadonlyMap<string, string>;
  /** Requests per client and minute; default 600, 0 = no limit. */
  readonly rateLimit?: number;
  /** Where the built dashboard lies; without it `/` says so. */
  readonly dashboardFolder?: string;
  /** Default: no log. */
  readonly logger?: FastifyServerOptions['logger'];
  /** Finds the training rows of a scorecard; without it an edited card's Gini is not assessed. */
  readonly scorecardRows?: ReadScorecardRows;
  /** How long a whole request may take to arrive; default 30 s. */
  readonly requestTimeoutMs?: number;
}

/**
 * Puts the HTTP server together; it does not listen yet.
 *
 * Order matters in the first half: an answer is secured, the guard is passed and the rate is counted before a body
 * is read.
 *
 * @example
 * const app = await buildApp({ decisions, registry, policies, reviews, reports });
 * await app.inject({ method: 'POST', url: '/v1/assess', payload: { application } });
 */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const monotonicMs = () => performance.now();
  const requestTimeoutMs = parts.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const app = fastify({
    logger: parts.logger ?? false,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: UPLOAD_TIMEOUT_MS,
    routerOptions: { maxParamLength: LONGEST_PATH_PARAMETER },
    http: {
      maxHeaderSize: HEADER_LIMIT_BYTES,
      requireHostHeader: false,
      // Node swaps the two limits where headers may take longer than the whole request.
      headersTimeout: requestTimeoutMs / 2,
      connectionsCheckingInterval: requestTimeoutMs / 10,
    },
    forceCloseConnections: 'idle',
    // While stopping, requests on open connections are still answered in full.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      secureAnswer(reply, request.id);
      answerError(error, request, reply);
    },
    clientErrorHandler: answerBrokenConnection,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(checkInput);
  // Answers are built field by field from the contract, so there is nothing for a serializer to leave out.
  app.setSerializerCompiler(() => JSON.stringify);
  app.removeContentTypeParser('text/plain');
  answerStrayRequests(app.server);
  answerErrors(app);
  answerUnknownRoutes(app);
  secureAnswers(app);
  logRequests(app);
  limitRequestTime(app, requestTimeoutMs);
  closeConnectionsWhileStopping(app);
  await limitRate(app, parts.rateLimit ?? 600);
  guardRequests(app, {
    ...(parts.token === undefined ? {} : { token: parts.token }),
    ...(parts.namedTokens === undefined ? {} : { namedTokens: parts.namedTokens }),
  });
  await collectDocumentation(app, API_VERSION);

  const models = loadModels(parts.registry, parts.policies, monotonicMs);
  const decide = createDecide({
    enrich: parts.enrich,
    decisions: parts.decisions,
    models,
    now: () => new Date(),
    monotonicMs,
    newDecisionId: () => asDecisionId(randomUUID()),
  });
  addHealthRoutes(app, models, parts.decisions, monotonicMs);
  addAssessRoute(app, decide, monotonicMs);
  await addScoreRoute(app, { decide, models, monotonicMs });
  addCompanyRoute(app, decide, models, monotonicMs);
  addModelRoutes(app, parts.registry, models);
  addCustomerRoutes(app, parts.registry);
  addScorecardRoutes(app, models, parts.scorecardRows);
  addDatasetRoutes(app, parts.datasets);
  addDecisionRoutes(app, parts.decisions);
  const actorOf = identifyActors((parts.namedTokens?.size ?? 0) > 0);
  addPolicyRoutes(app, { ...parts, models, actorOf });
  addReviewRoutes(app, parts.reviews, actorOf);
  addReportRoutes(app, parts.reports);
  addValidationRoutes(app, parts.registry, parts.reports);
  addCounterfactualRoutes(app, parts.decisions, models, parts.policies);
  addNoticeRoute(app, parts.decisions, models);
  addPersonalRoute(app);
  const transactions = () => {
    if (parts.transactions !== undefined) return parts.transactions;
    throw new ProbityError('STORE_UNAVAILABLE', 'this server keeps no transactions');
  };
  addTransactionRoutes(app, transactions);
  addTransactionStreamRoute(app, transactions);
  addFeatureRoutes(app, transactions);
  await addDocumentationRoutes(app);
  await addDashboardRoutes(app, parts.dashboardFolder);
  return app;
}

import { resolve } from 'node:path';
import { type ModelReference, ProbityError } from '@probity/domain';
import { openStores } from '@probity/stores';
import { createWarehouse } from '@probity/warehouse';
import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from './app.js';
import { openEnrichApplication } from './open-enrich-application.js';
import { findDashboardFolder } from './routes/dashboard-routes.js';
import { createScorecardRowsReader } from './scorecard/read-scorecard-rows.js';
import { requireToken, type ServeOptions } from './serve-options.js';
import { createTransactionService, type TransactionService } from './transactions/transaction-service.js';

/** How often the model, the parity of the features and their stored state are looked after. */
const TEND_MS = 2_000;

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** The champion, ready to decide; undefined before the first training. */
  readonly model: ModelReference | undefined;
  /** What decides transactions; undefined where none is registered and a person is to look at each. */
  readonly transactionsModel: ModelReference | undefined;
  /** Takes no new connections, finishes what is under way, then closes the stores. */
  stop(): Promise<void>;
}

/**
 * Opens the stores, listens, and has the champion loaded before the first request.
 *
 * Before the first training it serves too: `/readyz` and assessments answer 503 until there is a champion.
 *
 * @throws TOKEN_REQUIRED, PORT_UNAVAILABLE, and what opening the stores throws
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  requireToken(options);
  const { workspace, databaseUrl, masterKey, bundleKey, token, rateLimit, logLevel } = options;
  const stores = await openStores({
    workspace,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(masterKey === undefined ? {} : { masterKey }),
    ...(bundleKey === undefined ? {} : { bundleKey }),
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  let transactions: TransactionService | undefined;
  let tending: NodeJS.Timeout | undefined;
  try {
    const dashboardFolder = findDashboardFolder();
    // What the app logs with exists only once the app does.
    let log: FastifyBaseLogger | undefined;
    transactions = await createTransactionService({
      events: stores.events,
      registry: stores.registry,
      ...(options.transactionsModel === undefined ? {} : { model: options.transactionsModel }),
      ...(options.transactionsClock === undefined ? {} : { clock: options.transactionsClock }),
      onTrouble: (level, code, facts) => log?.[level]({ code, ...facts }, 'transactions'),
    });
    const enrich = options.enrich === undefined ? undefined : await openEnrichApplication(options.enrich, workspace);
    const app = await buildApp({
      ...(enrich === undefined ? {} : { enrich }),
      transactions,
      datasets: createWarehouse({ folder: resolve(workspace, 'datasets') }),
      decisions: stores.decisions,
      registry: stores.registry,
      policies: stores.policies,
      reviews: stores.reviews,
      reports: stores.reports,
      ...(options.namedTokens === undefined ? {} : { namedTokens: options.namedTokens }),
      rateLimit,
      scorecardRows: createScorecardRowsReader(resolve(workspace, 'datasets')),
      logger: { level: logLevel, stream: process.stderr },
      ...(token === undefined ? {} : { token }),
      ...(dashboardFolder === undefined ? {} : { dashboardFolder }),
    });
    log = app.log;
    const url = await listen(app, options);
    const service = transactions;
    tending = setInterval(() => {
      service.tend().catch((error: unknown) => app.log.warn({ err: error }, 'transactions'));
    }, TEND_MS);
    tending.unref();
    const champion = await stores.registry.champion();
    // Loads the champion, so that the first request does not wait for it.
    const readiness = champion === undefined ? undefined : await app.inject('/readyz');
    const model = readiness?.statusCode === 200 ? readiness.json<{ model: ModelReference }>().model : undefined;
    return {
      url,
      model,
      transactionsModel: service.desk.describe().model.reference ?? undefined,
      async stop() {
        clearInterval(tending);
        await app.close();
        await service.close();
        await stores.close();
      },
    };
  } catch (error) {
    clearInterval(tending);
    await transactions?.close();
    await stores.close();
    throw error;
  }
}

async function listen(app: Awaited<ReturnType<typeof buildApp>>, { host, port }: ServeOptions): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    const reason = (cause as { code?: string }).code ?? 'unknown';
    throw new ProbityError(
      'PORT_UNAVAILABLE',
      `cannot listen on ${host}:${port} (${reason})`,
      { field: 'port' },
      { cause },
    );
  }
}

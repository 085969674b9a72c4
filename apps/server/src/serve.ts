import { resolve } from 'node:path';
import { type ModelReference, ProbityError } from '@probity/domain';
import { openStores } from '@probity/stores';
import { createWarehouse } from '@probity/warehouse';
import { buildApp } from './app.js';
import { findDashboardFolder } from './routes/dashboard-routes.js';
import { createScorecardRowsReader } from './scorecard/read-scorecard-rows.js';
import { requireToken, type ServeOptions } from './serve-options.js';

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** The champion, ready to decide; undefined before the first training. */
  readonly model: ModelReference | undefined;
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
  const { workspace, databaseUrl, masterKey, token, rateLimit, logLevel } = options;
  const stores = await openStores({
    workspace,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(masterKey === undefined ? {} : { masterKey }),
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  try {
    const dashboardFolder = findDashboardFolder();
    const app = await buildApp({
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
    const url = await listen(app, options);
    const champion = await stores.registry.champion();
    // Loads the champion, so that the first request does not wait for it.
    const readiness = champion === undefined ? undefined : await app.inject('/readyz');
    const model = readiness?.statusCode === 200 ? readiness.json<{ model: ModelReference }>().model : undefined;
    return {
      url,
      model,
      async stop() {
        await app.close();
        await stores.close();
      },
    };
  } catch (error) {
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

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ModelReference } from '@probity/domain';
import {
  createScorer,
  type LivePolicy,
  type ReadBundle,
  type RegisteredModel,
  readBundle,
  type Scorer,
} from '@probity/scoring';
import { openStores, type Stores } from '@probity/stores';
import type { TrainingContext } from '@probity/training';
import { createWarehouse, type Warehouse } from '@probity/warehouse';
import { loadConfig, type ProbityConfig } from './config.js';
import { cleaningUp } from './interruption.js';
import { lazyThreads } from './lazy-threads.js';
import { createSourceWarehouse, type SourceWarehouse } from './source-warehouse.js';
import { createTerminal, type Terminal } from './terminal.js';

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly workspace?: string;
  readonly config?: string;
}

/** What commands are wired with: the one place where the program's parts are chosen. */
export interface App {
  readonly config: ProbityConfig;
  readonly terminal: Terminal;
  readonly workspace: string;
  /** Folder of data set versions and quarantine files. */
  readonly datasets: string;
  readonly version: string;
  /** Takes files and `*.source.json`; stops at broken expectations. */
  readonly warehouse: Warehouse;
  /** As `warehouse.ingest`, but broken expectations are left to the caller. */
  readonly inspect: SourceWarehouse['inspect'];
  /** Opens the stores for the length of `use` and closes them whatever happens. */
  withStores<Result>(use: (stores: Stores) => Promise<Result>): Promise<Result>;
  /** @param threads how many work together; undefined: as many as cores are free */
  trainingContext(seed: number, threads?: number): TrainingContext;
}

/** A registered model ready for use. */
export interface LoadedModel {
  readonly reference: ModelReference;
  readonly bundle: ReadBundle;
  /** Decides by the policy that is live. */
  readonly scorer: Scorer;
  /** The stored policy that is live; undefined where the bundle's own decides. */
  readonly policy: LivePolicy | undefined;
}

export async function createApp(options: CommonOptions): Promise<App> {
  const terminal = createTerminal(options.json === true);
  const config = await loadConfig(options.config);
  const workspace = resolve(options.workspace ?? config.workspace ?? '.probity');
  const datasets = resolve(workspace, 'datasets');
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const app: App = {
    config,
    terminal,
    workspace,
    datasets,
    version,
    ...createSourceWarehouse({
      warehouse: createWarehouse({ folder: datasets }),
      folder: resolve(workspace, 'sources'),
      environment: process.env,
      terminal,
      archive: (report) =>
        app.withStores((stores) => stores.reports.save({ kind: 'quality', subject: report.series, report })),
    }),
    async withStores(use) {
      const opening = openStores({ workspace, onProgress: terminal.note, ...secrets() });
      // The embedded server must not stay behind, not even when it was about to start.
      const close = async () => (await opening).close();
      return cleaningUp(close, async () => use(await opening).finally(close));
    },
    trainingContext: (seed, threads) => ({
      ...{ seed, onProgress: terminal.progress, pause: () => setImmediate() },
      ...lazyThreads(threads),
    }),
  };
  return app;
}

/** The model that a reference names; without one, the champion. @throws MODEL_NOT_FOUND, BUNDLE_TAMPERED */
export async function loadModel(stores: Stores, reference: string | undefined): Promise<LoadedModel> {
  const registered = await findModel(stores, reference);
  const bundle = await readBundle(await stores.registry.load(registered.hash), registered.hash);
  const { name, version, hash } = registered;
  const policy = await stores.policies.live(hash);
  return { reference: { name, version, hash }, bundle, policy, scorer: createScorer(bundle, { policy }) };
}

async function findModel(stores: Stores, reference: string | undefined): Promise<RegisteredModel> {
  if (reference !== undefined) return stores.registry.find(reference);
  return (await stores.registry.champion()) ?? stores.registry.find('champion');
}

/** What stores take from the environment, and only from there. */
function secrets(): { databaseUrl?: string; masterKey?: string; bundleKey?: string } {
  const { DATABASE_URL: databaseUrl, PROBITY_KEY: masterKey, PROBITY_BUNDLE_KEY: bundleKey } = process.env;
  return {
    ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
    ...(masterKey === undefined || masterKey === '' ? {} : { masterKey }),
    ...(bundleKey === undefined || bundleKey === '' ? {} : { bundleKey }),
  };
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkEnrichment, type EnrichmentDefinition, type KafkaSettings } from '@probity/connectors';
import { type PolicyEconomics, ProbityError } from '@probity/domain';
import { type LearnerChoice, learnerChoices } from '@probity/training';
import { createJiti } from 'jiti';

/**
 * What `probity.config.ts` may set. Options on the command line win over it; secrets never go in here: they come from
 * the environment (PROBITY_TOKEN, PROBITY_KEY, DATABASE_URL).
 *
 * @example
 * // probity.config.ts
 * export default { economics: { lossGivenDefault: 0.45, margin: 0.08, topMargin: 0.16 }, seed: 1 };
 */
export interface ProbityConfig {
  /** Folder of datasets, keys and the embedded PostgreSQL; default .probity. */
  readonly workspace?: string;
  readonly economics?: PolicyEconomics;
  readonly learner?: LearnerChoice;
  readonly folds?: number;
  readonly seed?: number;
  /** Codes that stand for "missing" in every column, e.g. ["-7", "-8", "-9"]. */
  readonly specialCodes?: readonly string[];
  readonly protected?: readonly string[];
  readonly exclude?: readonly string[];
  /** What rows and applications are enriched with, as of their moment; files are relative to the current folder. */
  readonly enrichment?: EnrichmentDefinition;
  /** How `probity stream` reaches Kafka; secrets are named, not held. */
  readonly kafka?: Partial<KafkaSettings>;
  readonly server?: { readonly host?: string; readonly port?: number };
}

const DEFAULT_FILE = 'probity.config.ts';

const checks: Record<keyof ProbityConfig, (value: unknown) => boolean> = {
  workspace: (value) => typeof value === 'string' && value !== '',
  economics: (value) =>
    isRecord(value) && ['lossGivenDefault', 'margin', 'topMargin'].every((key) => typeof value[key] === 'number'),
  learner: (value) => learnerChoices.includes(value as LearnerChoice),
  folds: (value) => Number.isInteger(value),
  seed: (value) => Number.isInteger(value),
  specialCodes: isTextList,
  protected: isTextList,
  exclude: isTextList,
  enrichment: (value) => checkEnrichment(value) !== undefined,
  kafka: isRecord,
  server: (value) =>
    isRecord(value) &&
    ['string', 'undefined'].includes(typeof value['host']) &&
    ['number', 'undefined'].includes(typeof value['port']),
};

/**
 * Loads the configuration: the named file, else `probity.config.ts` here if there is one, else nothing.
 * @throws CONFIG_INVALID naming the setting
 */
export async function loadConfig(file: string | undefined): Promise<ProbityConfig> {
  const path = resolve(file ?? DEFAULT_FILE);
  if (!existsSync(path)) {
    if (file === undefined) return {};
    throw new ProbityError('CONFIG_INVALID', `configuration file "${file}" does not exist`, { field: '--config' });
  }
  const config: unknown = await importConfig(path);
  if (!isRecord(config))
    throw new ProbityError('CONFIG_INVALID', `"${file ?? DEFAULT_FILE}" must export an object by default`);
  for (const [key, value] of Object.entries(config)) {
    const check = Object.hasOwn(checks, key) ? checks[key as keyof ProbityConfig] : undefined;
    if (check === undefined)
      throw new ProbityError('CONFIG_INVALID', `\`${key}\` is not a setting of ${DEFAULT_FILE}`, { field: key });
    if (value !== undefined && !check(value)) {
      throw new ProbityError(
        'CONFIG_INVALID',
        `\`${key}\` of ${DEFAULT_FILE} does not have the form it must; got ${JSON.stringify(value)}`,
        { field: key },
      );
    }
  }
  return config as ProbityConfig;
}

async function importConfig(path: string): Promise<unknown> {
  try {
    return await createJiti(import.meta.url, { fsCache: false }).import(path, { default: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new ProbityError('CONFIG_INVALID', `the configuration file cannot be read: ${why}`, {}, { cause });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

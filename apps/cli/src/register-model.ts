import { basename } from 'node:path';
import { ProbityError } from '@probity/domain';
import { checkBundleKey, encryptBundle, type RegisteredModel } from '@probity/scoring';
import type { TrainedModel } from '@probity/training';
import type { App } from './app.js';

/** A model's name where none was given: the file's, in lower case, without what ends it. */
export function modelNameOf(file: string): string {
  const stem = basename(file)
    .replace(/\.gz$|\.source\.json$/i, '')
    .replace(/\.[^.]*$/, '');
  const name = stem.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return name.replace(/^-+|-+$/g, '').slice(0, 60) || 'model';
}

/** Reads `--name`. @throws INVALID_ARGUMENT */
export function parseModelName(name: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return name;
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`--name\` must be lower-case letters, digits, ".", "_" or "-", at most 63; got "${name}"`,
    { field: '--name' },
  );
}

/**
 * The key of `--encrypt`, from the environment only.
 * @throws BUNDLE_KEY_INVALID when it is missing or not of its form
 */
export function requireBundleKey(): string {
  const key = process.env['PROBITY_BUNDLE_KEY'] ?? '';
  checkBundleKey(key);
  return key;
}

/**
 * Registers what was trained, as the champion if it is to be.
 * @param bundleKey encrypts the stored bundle; default: it is stored plain
 */
export function registerModel(
  app: App,
  name: string,
  { hash, bytes, bundle, evaluation }: Pick<TrainedModel, 'hash' | 'bytes' | 'bundle' | 'evaluation'>,
  isChampion: boolean,
  bundleKey?: string,
): Promise<RegisteredModel> {
  const { rows, learner, seed, dataset } = bundle.provenance;
  const { metrics, policy } = evaluation;
  return app.withStores(async (stores) => {
    const { blueprint } = (bundle.provenance.settings ?? {}) as { blueprint?: { name: string } };
    const purpose = blueprint === undefined ? {} : { blueprint: blueprint.name };
    const summary = { learner, rows, seed, dataset, metrics, policy, ...purpose };
    const kept = bundleKey === undefined ? bytes : await encryptBundle(bytes, bundleKey);
    const model = await stores.registry.register({ name, hash, bytes: kept, summary });
    if (isChampion) await stores.registry.setAlias(name, 'champion', model.version);
    return model;
  });
}

import { type ModelHash, ProbityError } from '@probity/domain';
import { checkModelAlias, checkModelName, parseModelReference } from './model-reference.js';
import type { ModelRegistry, NewModel, RegisteredModel } from './model-registry.js';

const CHAMPION = 'champion';

/**
 * A registry that forgets when the program ends: for tests and for trying things out.
 *
 * @param now the time as ISO 8601, UTC, for `registeredAt`
 * @example createInMemoryModelRegistry(() => new Date().toISOString())
 */
export function createInMemoryModelRegistry(now: () => string): ModelRegistry {
  const models: Omit<RegisteredModel, 'aliases'>[] = [];
  const bundles = new Map<string, Uint8Array>();
  /** In the order they were set. */
  const aliases = new Map<string, { name: string; alias: string; version: number }>();

  const withAliases = (model: Omit<RegisteredModel, 'aliases'>): RegisteredModel => ({
    ...model,
    aliases: [...aliases.values()]
      .filter(({ name, version }) => name === model.name && version === model.version)
      .map(({ alias }) => alias)
      .sort(),
  });
  const versionOf = (name: string, version: number) =>
    models.find((model) => model.name === name && model.version === version);

  return {
    async register({ name, hash, bytes, summary }: NewModel): Promise<RegisteredModel> {
      checkModelName(name);
      const known = models.find((model) => model.name === name && model.hash === hash);
      if (known !== undefined) return withAliases(known);
      const version = models.filter((model) => model.name === name).length + 1;
      const copy = JSON.parse(JSON.stringify(summary)) as RegisteredModel['summary'];
      const model = { name, version, hash, registeredAt: now(), summary: copy };
      models.push(model);
      bundles.set(hash, bytes.slice());
      return withAliases(model);
    },

    async setAlias(name: string, alias: string, version: number): Promise<void> {
      checkModelName(name);
      checkModelAlias(alias);
      if (versionOf(name, version) === undefined) throw notFound(`${name}@${version}`);
      const key = `${name}@${alias}`;
      aliases.delete(key);
      aliases.set(key, { name, alias, version });
    },

    async find(reference: string): Promise<RegisteredModel> {
      const wanted = parseModelReference(reference);
      const { name } = wanted;
      const alias = wanted.by === 'alias' ? wanted.alias : CHAMPION;
      const version = wanted.by === 'version' ? wanted.version : aliases.get(`${name}@${alias}`)?.version;
      const newest = wanted.by === 'default' ? models.findLast((model) => model.name === name) : undefined;
      const model = version === undefined ? newest : versionOf(name, version);
      if (model === undefined) throw notFound(reference);
      return withAliases(model);
    },

    async champion(): Promise<RegisteredModel | undefined> {
      const last = [...aliases.values()].findLast(({ alias }) => alias === CHAMPION);
      const model = last && versionOf(last.name, last.version);
      return model && withAliases(model);
    },

    async load(hash: ModelHash): Promise<Uint8Array> {
      const bytes = bundles.get(hash);
      if (bytes === undefined) throw notFound(hash);
      return bytes.slice();
    },

    async list(): Promise<readonly RegisteredModel[]> {
      return models.map(withAliases).reverse();
    },
  };
}

function notFound(reference: string): ProbityError {
  return new ProbityError('MODEL_NOT_FOUND', `the registry holds no model ${JSON.stringify(reference)}`, { reference });
}

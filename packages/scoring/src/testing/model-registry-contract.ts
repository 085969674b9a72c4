import { asModelHash } from '@probity/domain';
import type { ModelRegistry, NewModel } from '../ports/model-registry.js';
import { expectEqual, expectRejection, type PortClaim } from './port-claim.js';

/** A model to register in tests; `seed` (0 to 255) makes its hash and bytes its own. */
export function exampleModel(name: string, seed: number, changes: Partial<NewModel> = {}): NewModel {
  return {
    name,
    hash: asModelHash(seed.toString(16).padStart(2, '0').repeat(32)),
    bytes: Uint8Array.of(0, seed, 255, 13, 10),
    summary: { learner: 'logistic', rows: 1000, metrics: { rocAuc: 0.1 + 0.2 } },
    ...changes,
  };
}

/**
 * What every model registry must do.
 * @param makeRegistry gives an empty registry each time
 */
export function modelRegistryContract(makeRegistry: () => Promise<ModelRegistry>): readonly PortClaim[] {
  const claim = (text: string, check: (registry: ModelRegistry) => Promise<void>): PortClaim => ({
    claim: text,
    run: async () => check(await makeRegistry()),
  });
  return [
    claim('versions of a name count from 1, of each name by itself', async (registry) => {
      const versions = [];
      for (const [name, seed] of [
        ['credit', 1],
        ['credit', 2],
        ['fraud', 3],
        ['credit', 4],
      ] as const) {
        versions.push((await registry.register(exampleModel(name, seed))).version);
      }
      expectEqual(versions, [1, 2, 1, 3], 'versions');
    }),
    claim('a registered model comes back with its summary, and its bytes by its hash', async (registry) => {
      const { bytes, ...model } = exampleModel('credit', 1);
      const registered = await registry.register({ ...model, bytes });
      const { registeredAt, ...rest } = registered;
      expectEqual(rest, { ...model, version: 1, aliases: [] }, 'registered');
      expectEqual(new Date(registeredAt).toISOString(), registeredAt, 'registeredAt is ISO 8601 in UTC');
      expectEqual(await registry.find('credit@1'), registered, 'find');
      expectEqual(await registry.load(model.hash), bytes, 'bytes');
    }),
    claim('the same hash under the same name is the same version', async (registry) => {
      await registry.register(exampleModel('credit', 1));
      await registry.register(exampleModel('credit', 2));
      expectEqual((await registry.register(exampleModel('credit', 1))).version, 1, 'version');
      expectEqual((await registry.list()).length, 2, 'number of models');
    }),
    claim('the same hash under another name is a model of its own', async (registry) => {
      await registry.register(exampleModel('credit', 1));
      expectEqual((await registry.register(exampleModel('copy', 1))).version, 1, 'version');
      expectEqual((await registry.find('copy')).name, 'copy', 'name');
    }),
    claim('a bare name is its champion, else its newest version', async (registry) => {
      for (const seed of [1, 2, 3]) await registry.register(exampleModel('credit', seed));
      expectEqual((await registry.find('credit')).version, 3, 'newest');
      await registry.setAlias('credit', 'champion', 2);
      expectEqual((await registry.find('credit')).version, 2, 'champion');
    }),
    claim('an alias moves, and models show the aliases they have', async (registry) => {
      for (const seed of [1, 2]) await registry.register(exampleModel('credit', seed));
      await registry.setAlias('credit', 'champion', 1);
      await registry.setAlias('credit', 'shadow', 1);
      await registry.setAlias('credit', 'champion', 2);
      expectEqual((await registry.find('credit@champion')).version, 2, 'champion');
      expectEqual(
        (await registry.list()).map((model) => model.aliases),
        [['champion'], ['shadow']],
        'aliases',
      );
    }),
    claim('the champion is the one set last, of any name', async (registry) => {
      expectEqual(await registry.champion(), undefined, 'none');
      await registry.register(exampleModel('credit', 1));
      await registry.register(exampleModel('fraud', 2));
      expectEqual(await registry.champion(), undefined, 'none set');
      await registry.setAlias('fraud', 'champion', 1);
      await registry.setAlias('credit', 'champion', 1);
      expectEqual((await registry.champion())?.name, 'credit', 'last');
      await registry.setAlias('fraud', 'champion', 1);
      expectEqual((await registry.champion())?.name, 'fraud', 'set again');
    }),
    claim('lists are newest first', async (registry) => {
      await registry.register(exampleModel('b', 1));
      await registry.register(exampleModel('a', 2));
      await registry.register(exampleModel('b', 3));
      const listed = (await registry.list()).map((model) => `${model.name}@${model.version}`);
      expectEqual(listed, ['b@2', 'a@1', 'b@1'], 'list');
    }),
    claim('what is not there is MODEL_NOT_FOUND', async (registry) => {
      await registry.register(exampleModel('credit', 1));
      for (const reference of ['nobody', 'credit@2', 'credit@0', 'credit@99999999999999999999', 'credit@champion']) {
        await expectRejection(registry.find(reference), 'MODEL_NOT_FOUND', `find ${reference}`);
      }
      for (const version of [2, 0, -1, 1.5, 2 ** 40]) {
        await expectRejection(registry.setAlias('credit', 'champion', version), 'MODEL_NOT_FOUND', `alias ${version}`);
      }
      await expectRejection(registry.setAlias('nobody', 'champion', 1), 'MODEL_NOT_FOUND', 'alias of nobody');
      for (const hash of ['ff'.repeat(32), '', '\u0000']) {
        await expectRejection(registry.load(asModelHash(hash)), 'MODEL_NOT_FOUND', `load ${JSON.stringify(hash)}`);
      }
    }),
    claim('names that could be read as something else are INVALID_ARGUMENT', async (registry) => {
      for (const name of ['', 'a@b', ' a', 'a\u0000', 'x'.repeat(101)]) {
        await expectRejection(
          registry.register(exampleModel(name, 1)),
          'INVALID_ARGUMENT',
          `name ${JSON.stringify(name)}`,
        );
      }
      await registry.register(exampleModel('credit', 1));
      for (const alias of ['', '3', 'a@b']) {
        await expectRejection(registry.setAlias('credit', alias, 1), 'INVALID_ARGUMENT', `alias ${alias}`);
      }
    }),
    claim('many at once get versions without gap or repetition', async (registry) => {
      const seeds = Array.from({ length: 12 }, (_, index) => index);
      const models = await Promise.all(seeds.map((seed) => registry.register(exampleModel('credit', seed))));
      const versions = models.map((model) => model.version).sort((one, other) => one - other);
      expectEqual(
        versions,
        seeds.map((seed) => seed + 1),
        'versions',
      );
    }),
    claim('bytes that are changed after registering do not change the registry', async (registry) => {
      const model = exampleModel('credit', 1);
      await registry.register(model);
      model.bytes.fill(9);
      (await registry.load(model.hash)).fill(8);
      expectEqual(await registry.load(model.hash), exampleModel('credit', 1).bytes, 'bytes');
    }),
  ];
}

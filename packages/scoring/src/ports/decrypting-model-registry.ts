import { decryptBundle } from '../bundle/bundle-envelope.js';
import type { ModelRegistry } from './model-registry.js';

/**
 * A registry whose encrypted bundles are opened when they are loaded; plain ones pass as they are. What is registered is kept as it is
 * given: an envelope stays an envelope at rest.
 *
 * @param key base64 of 32 bytes; without one, loading an encrypted bundle throws BUNDLE_ENCRYPTED
 */
export function createDecryptingRegistry(registry: ModelRegistry, key: string | undefined): ModelRegistry {
  return {
    register: (model) => registry.register(model),
    setAlias: (name, alias, version) => registry.setAlias(name, alias, version),
    find: (reference) => registry.find(reference),
    champion: () => registry.champion(),
    list: () => registry.list(),
    load: async (hash) => decryptBundle(await registry.load(hash), key),
  };
}

import { asModelHash, type CreditPolicy, type ModelReference, type PolicyReference } from '@probity/domain';
import type { LivePolicy, Scorer } from '@probity/scoring';
import { queryOptions } from '@tanstack/react-query';
import { fetchBundle, fetchPolicy } from '../api/api-client.js';

/** The engine of one model, running in this browser. */
export interface BrowserEngine {
  readonly scorer: Scorer;
  /** SHA-256 of the bytes as hashed here, not as the server says. */
  readonly hash: string;
}

export function referenceOf(model: ModelReference): string {
  return `${model.name}@${model.version}`;
}

/**
 * Fetches a model's bundle, checks every byte against its hash, and makes the same scorer that the server uses.
 * @param policy the stored policy that decides; the bundle's own where absent
 * @throws what `readBundle` throws: BUNDLE_TAMPERED when the bytes do not have the hash of `model`; an error where the
 *   policy does not have the hash of `policy`
 */
export async function loadEngine(model: ModelReference, policy?: PolicyReference): Promise<BrowserEngine> {
  const [{ createScorer, readBundle }, bytes, live] = await Promise.all([
    import('@probity/scoring'),
    fetchBundle(referenceOf(model)),
    policy === undefined ? undefined : loadPolicy(policy),
  ]);
  const bundle = await readBundle(bytes, asModelHash(model.hash));
  return { scorer: createScorer(bundle, { policy: live }), hash: bundle.hash };
}

async function loadPolicy(reference: PolicyReference): Promise<LivePolicy> {
  const [{ hashPolicy }, stored] = await Promise.all([import('@probity/scoring'), fetchPolicy(reference.id)]);
  const policy = stored.policy as CreditPolicy;
  if ((await hashPolicy(policy)) === reference.hash) return { reference, policy };
  throw new Error(`Policy ${reference.id} does not have the hash that it is named by.`);
}

/** A model's bundle, read and checked here; kept by hash as the engine is. */
export function bundleQuery(model: ModelReference | undefined) {
  return queryOptions({
    queryKey: ['bundle', model?.hash ?? ''],
    queryFn: async () => {
      const { name, version, hash } = model as ModelReference;
      const [{ readBundle }, bytes] = await Promise.all([
        import('@probity/scoring'),
        fetchBundle(`${name}@${version}`),
      ]);
      return readBundle(bytes, asModelHash(hash));
    },
    enabled: model !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    structuralSharing: false,
  });
}

/** Kept by hash: bytes that were checked once need no second look. */
export function engineQuery(model: ModelReference | undefined, policy?: PolicyReference) {
  return queryOptions({
    queryKey: ['engine', model?.hash ?? '', policy?.id ?? 'own'],
    queryFn: () => loadEngine(model as ModelReference, policy),
    enabled: model !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
    // A scorer is functions, which structural sharing must leave alone.
    structuralSharing: false,
  });
}

import { type ModelHash, type ModelReference, type PolicyReference, ProbityError } from '@probity/domain';
import {
  createScorer,
  type LivePolicy,
  type ModelRegistry,
  type PolicyStore,
  type ReadBundle,
  readBundle,
  type Scorer,
} from '@probity/scoring';

/** How long a name may keep pointing at the version it pointed at: `train` while serving takes effect within this time. */
const RESOLUTION_AGE_MS = 1_000;
const MOST_RESOLUTIONS = 64;
/** A bundle and its scorer take a few megabytes. */
const MOST_MODELS = 4;

/** A model, ready to score. */
export interface LoadedModel {
  readonly reference: ModelReference;
  readonly bundle: ReadBundle;
  /** Decides by the policy that is live at this moment. */
  readonly scorer: Scorer;
  /** The stored policy that is live; undefined where the bundle's own decides. */
  readonly policy: PolicyReference | undefined;
}

/** The models that decide: resolved by name at most once a second, read once per hash. */
export interface Models {
  /** @throws MODEL_UNAVAILABLE when there is no champion, or its bundle cannot be used */
  champion(): Promise<LoadedModel>;
  /** @throws MODEL_NOT_FOUND, MODEL_UNAVAILABLE */
  named(reference: string): Promise<LoadedModel>;
}

type Resolution = { readonly reference: Promise<ModelReference>; readonly until: number };
interface Usable {
  readonly bundle: ReadBundle;
  /** The scorer under the policy that was live last. */
  latest: { readonly policy: PolicyReference | undefined; readonly scorer: Scorer };
}

/**
 * Puts a cache between decisions and the registry.
 *
 * The live policy is asked for at every use, so that a roll-back takes effect at once in every process; requests that
 * ask at the same moment share one answer.
 *
 * @param monotonicMs a clock that never goes back, in milliseconds
 */
export function loadModels(
  registry: ModelRegistry,
  policies: Pick<PolicyStore, 'live'>,
  monotonicMs: () => number,
): Models {
  const asking = new Map<ModelHash, Promise<LivePolicy | undefined>>();
  const livePolicy = (hash: ModelHash): Promise<LivePolicy | undefined> => {
    const asked = asking.get(hash);
    if (asked !== undefined) return asked;
    const answer = policies.live(hash).finally(() => asking.delete(hash));
    asking.set(hash, answer);
    return answer;
  };
  const resolutions = new Map<string, Resolution>();
  const usable = new Map<ModelHash, Promise<Usable>>();

  const resolve = (key: string, ask: () => Promise<ModelReference>): Promise<ModelReference> => {
    const known = resolutions.get(key);
    if (known !== undefined && monotonicMs() < known.until) return known.reference;
    const reference = ask();
    remember(resolutions, key, { reference, until: monotonicMs() + RESOLUTION_AGE_MS }, MOST_RESOLUTIONS);
    forgetFailure(resolutions, key, reference);
    return reference;
  };

  const use = async (reference: ModelReference): Promise<LoadedModel> => {
    const { name, version, hash } = reference;
    const reading = usable.get(hash) ?? readModel(registry, hash);
    remember(usable, hash, reading, MOST_MODELS);
    forgetFailure(usable, hash, reading);
    const [model, live] = await Promise.all([reading, livePolicy(hash)]);
    if (model.latest.policy?.id !== live?.reference.id) {
      model.latest = { policy: live?.reference, scorer: createScorer(model.bundle, { policy: live }) };
    }
    return { reference: { name, version, hash }, bundle: model.bundle, ...model.latest };
  };

  return {
    async champion() {
      return use(await resolve('', () => findChampion(registry)));
    },
    async named(reference) {
      return use(await resolve(reference, () => findModel(registry, reference)));
    },
  };
}

/** @throws MODEL_NOT_FOUND, also for a text that can name no model */
export async function findModel(registry: ModelRegistry, reference: string): Promise<ModelReference> {
  try {
    return await registry.find(reference);
  } catch (cause) {
    if (!(cause instanceof ProbityError) || cause.code !== 'INVALID_ARGUMENT') throw cause;
    throw new ProbityError('MODEL_NOT_FOUND', `there is no model ${JSON.stringify(reference)}`, {}, { cause });
  }
}

async function findChampion(registry: ModelRegistry): Promise<ModelReference> {
  const champion = await registry.champion();
  if (champion === undefined) throw new ProbityError('MODEL_UNAVAILABLE', 'there is no champion to decide with');
  return champion;
}

async function readModel(registry: ModelRegistry, hash: ModelHash): Promise<Usable> {
  try {
    const bundle = await readBundle(await registry.load(hash), hash);
    return { bundle, latest: { policy: undefined, scorer: createScorer(bundle) } };
  } catch (cause) {
    if (cause instanceof ProbityError && cause.code === 'STORE_UNAVAILABLE') throw cause;
    // The caller named no bundle, so "bundle tampered" is not an answer to it: the operator finds the cause in the log.
    throw new ProbityError('MODEL_UNAVAILABLE', 'the model cannot be loaded', {}, { cause });
  }
}

/** Keeps the most recently used entries: a Map iterates in the order of insertion. */
function remember<Key, Value>(entries: Map<Key, Value>, key: Key, value: Value, most: number): void {
  entries.delete(key);
  entries.set(key, value);
  for (const oldest of entries.keys()) {
    if (entries.size <= most) break;
    entries.delete(oldest);
  }
}

/** A failure is not remembered: the next request asks again. */
function forgetFailure<Key>(entries: Map<Key, unknown>, key: Key, promise: Promise<unknown>): void {
  const entry = entries.get(key);
  promise.catch(() => {
    if (entries.get(key) === entry) entries.delete(key);
  });
}

import type { ModelHash, ModelReference } from '@probity/domain';

/** A registered version, without its bytes. */
export interface RegisteredModel extends ModelReference {
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  readonly aliases: readonly string[];
  /** What lists show of it: learner, dataset, rows, metrics. */
  readonly summary: Readonly<Record<string, unknown>>;
}

export interface NewModel {
  readonly name: string;
  readonly hash: ModelHash;
  readonly bytes: Uint8Array;
  readonly summary: Readonly<Record<string, unknown>>;
}

/**
 * Where bundles are kept, by name and version. Registering and moving an alias are entries of the audit chain.
 *
 * Versions of a name count 1, 2, 3, … Registering bytes of a hash that the name already has returns that version.
 */
export interface ModelRegistry {
  register(model: NewModel): Promise<RegisteredModel>;
  /** Points `alias` (e.g. "champion") of a name at a version. @throws MODEL_NOT_FOUND */
  setAlias(name: string, alias: string, version: number): Promise<void>;
  /**
   * Resolves "name", "name@3" or "name@champion". A bare name means its champion, else its newest version.
   * @throws MODEL_NOT_FOUND
   */
  find(reference: string): Promise<RegisteredModel>;
  /** The champion set last, of any name; undefined when there is none. */
  champion(): Promise<RegisteredModel | undefined>;
  /** The bundle's bytes. @throws MODEL_NOT_FOUND, BUNDLE_TAMPERED when the stored bytes no longer have the stored digest */
  load(hash: ModelHash): Promise<Uint8Array>;
  /** Newest first. */
  list(): Promise<readonly RegisteredModel[]>;
}

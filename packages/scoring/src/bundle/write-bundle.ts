import { asModelHash, type ModelHash } from '@probity/domain';
import { packArchive } from './bundle-archive.js';
import { encodeJsonPart, encodeModelParts } from './bundle-parts.js';
import { sha256Hex } from './digest.js';
import type { ModelBundle } from './model-bundle.js';

/** Names the layout of the parts; a reader refuses any other. */
export const BUNDLE_FORMAT_VERSION = 1;

/** A bundle as bytes, with the hash that names it. */
export interface WrittenBundle {
  readonly bytes: Uint8Array;
  readonly hash: ModelHash;
}

/**
 * Writes a bundle as one `.probity` file: a ZIP of parts and a manifest with the SHA-256 of each.
 *
 * The hash is the SHA-256 of the manifest, so it names every byte of every part. No clock and no path goes in: equal
 * bundles give equal bytes.
 */
export async function writeBundle(bundle: ModelBundle): Promise<WrittenBundle> {
  const parts = new Map<string, Uint8Array>(encodeModelParts(bundle.model.toParts()));
  parts.set('schema.json', encodeJsonPart(bundle.schema));
  parts.set('calibration.json', encodeJsonPart(bundle.calibration));
  parts.set('policy.json', encodeJsonPart(bundle.policy));
  parts.set('reference.json', encodeJsonPart(bundle.reference));
  parts.set('evaluation.json', encodeJsonPart(bundle.evaluation));
  if (bundle.transactions !== undefined) parts.set('transactions.json', encodeJsonPart(bundle.transactions));
  const digests: Record<string, { sha256: string; bytes: number }> = {};
  for (const [path, bytes] of parts) digests[path] = { sha256: await sha256Hex(bytes), bytes: bytes.length };
  const manifest = encodeJsonPart({
    format: 'probity-bundle',
    formatVersion: BUNDLE_FORMAT_VERSION,
    provenance: bundle.provenance,
    parts: digests,
  });
  parts.set('manifest.json', manifest);
  return { bytes: packArchive(parts), hash: asModelHash(await sha256Hex(manifest)) };
}

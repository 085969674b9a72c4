import { asModelHash, type CreditPolicy, type ModelHash, ProbityError, parseDatasetSchema } from '@probity/domain';
import { checkCalibration, restoreModel } from '@probity/learn';
import { checkCreditPolicy } from '../policy/credit-policy.js';
import { checkTransactionRules } from '../transactions/transaction-rules.js';
import { unpackArchive } from './bundle-archive.js';
import { type BundleParts, decodeJsonPart, decodeModelParts, invalidBundle } from './bundle-parts.js';
import { sha256Hex } from './digest.js';
import type { EvaluationRecord, ModelBundle, Provenance, ReferenceDistributions } from './model-bundle.js';
import { BUNDLE_FORMAT_VERSION } from './write-bundle.js';

/** A bundle read back, with the hash that names it. */
export interface ReadBundle extends ModelBundle {
  readonly hash: ModelHash;
}

/**
 * Reads a `.probity` file, in Node or a browser. One flipped bit anywhere in the file is refused.
 *
 * @param expected when given, the hash that the bundle must have
 * @throws BUNDLE_INVALID (no bundle, cut short, or parts that do not fit), BUNDLE_VERSION (another format),
 * BUNDLE_TAMPERED (bytes that are not those that were hashed, or another hash than expected)
 * @example const scorer = createScorer(await readBundle(new Uint8Array(await response.arrayBuffer())));
 */
export async function readBundle(bytes: Uint8Array, expected?: ModelHash): Promise<ReadBundle> {
  const parts = unpackArchive(bytes);
  const manifest = decodeJsonPart(parts, 'manifest.json') as {
    format?: unknown;
    formatVersion?: unknown;
    provenance?: unknown;
    parts?: Record<string, { sha256: string; bytes: number }>;
  };
  if (manifest?.format !== 'probity-bundle') throw invalidBundle('its manifest is not a bundle’s');
  if (manifest.formatVersion !== BUNDLE_FORMAT_VERSION) {
    throw new ProbityError(
      'BUNDLE_VERSION',
      `the bundle has format ${String(manifest.formatVersion)}; this version reads ${BUNDLE_FORMAT_VERSION}`,
    );
  }
  await checkDigests(parts, manifest.parts ?? {});
  const hash = asModelHash(await sha256Hex(parts.get('manifest.json') ?? new Uint8Array()));
  if (expected !== undefined && hash !== expected) {
    throw new ProbityError('BUNDLE_TAMPERED', `the bundle has the hash ${hash}; expected ${expected}`);
  }
  return { hash, provenance: manifest.provenance as Provenance, ...readParts(parts) };
}

async function checkDigests(parts: BundleParts, digests: Record<string, { sha256: string }>): Promise<void> {
  for (const path of parts.keys()) {
    if (path !== 'manifest.json' && !Object.hasOwn(digests, path)) {
      throw new ProbityError('BUNDLE_TAMPERED', `part "${path}" of the bundle is not in its manifest`, { field: path });
    }
  }
  for (const [path, digest] of Object.entries(digests)) {
    const part = parts.get(path);
    if (part === undefined || (await sha256Hex(part)) !== digest?.sha256) {
      throw new ProbityError('BUNDLE_TAMPERED', `part "${path}" of the bundle was altered or is missing`, {
        field: path,
      });
    }
  }
}

/** Hashes say who wrote the bytes were these; a bundle made on purpose may still hold nonsense, so each part is checked. */
function readParts(parts: BundleParts): Omit<ModelBundle, 'provenance'> {
  try {
    const schema = parseDatasetSchema(decodeJsonPart(parts, 'schema.json'));
    const calibration = checkCalibration(decodeJsonPart(parts, 'calibration.json'));
    const policy = decodeJsonPart(parts, 'policy.json') as CreditPolicy;
    checkCreditPolicy(policy);
    const reference = decodeJsonPart(parts, 'reference.json') as ReferenceDistributions;
    if (!Array.isArray(reference?.features)) throw invalidBundle('its reference distributions are missing');
    const model = restoreModel(decodeModelParts(parts));
    const known = new Set(schema.columns.map((column) => column.name));
    const stranger = model.features.find((feature) => !known.has(feature.name));
    if (stranger !== undefined) throw invalidBundle(`feature "${stranger.name}" is not in its schema`);
    const evaluation = decodeJsonPart(parts, 'evaluation.json') as EvaluationRecord;
    const read = { schema, model, calibration, policy, reference, evaluation };
    if (!parts.has('transactions.json')) return read;
    const names = model.features.map(({ name }) => name);
    return { ...read, transactions: checkTransactionRules(decodeJsonPart(parts, 'transactions.json'), names) };
  } catch (cause) {
    if (cause instanceof ProbityError && cause.code === 'BUNDLE_INVALID') throw cause;
    const why = cause instanceof ProbityError ? cause.message : 'a part does not have the form it must';
    throw new ProbityError('BUNDLE_INVALID', `the bundle cannot be used: ${why}`, {}, { cause });
  }
}

import { asModelHash, type ModelHash, ProbityError } from '@probity/domain';
import { type ModelParts, restoreIsolationForest, restoreKMeans } from '@probity/learn';
import { packArchive, unpackArchive } from '../bundle/bundle-archive.js';
import {
  type BundleParts,
  decodeJsonPart,
  decodeModelParts,
  encodeJsonPart,
  encodeModelParts,
  invalidBundle,
} from '../bundle/bundle-parts.js';
import { sha256Hex } from '../bundle/digest.js';
import type { WrittenBundle } from '../bundle/write-bundle.js';
import { checkIndexParts } from './behaviour-index.js';
import { type CustomerFacts, customerFactNames } from './customer-facts.js';
import { CustomerModel, type CustomerModelFacts } from './customer-model.js';

const FORMAT = 'probity-customers';
const FORMAT_VERSION = 1;

/**
 * Writes a model of customers as one file; the hash names every byte of it, as with other bundles. Equal models give equal bytes.
 * @example const { bytes, hash } = await writeCustomerModel(model); // readCustomerModel(bytes, hash) reads it back
 */
export async function writeCustomerModel(model: CustomerModel): Promise<WrittenBundle> {
  const parts = new Map<string, Uint8Array>();
  for (const [folder, { toParts }] of Object.entries(piecesOf(model))) {
    for (const [path, bytes] of encodeModelParts(toParts())) parts.set(`${folder}/${path}`, bytes);
  }
  parts.set('customers.json', encodeJsonPart(model.facts));
  const digests: Record<string, { sha256: string; bytes: number }> = {};
  for (const [path, bytes] of parts) digests[path] = { sha256: await sha256Hex(bytes), bytes: bytes.length };
  const manifest = encodeJsonPart({ format: FORMAT, formatVersion: FORMAT_VERSION, parts: digests });
  parts.set('manifest.json', manifest);
  return { bytes: packArchive(parts), hash: asModelHash(await sha256Hex(manifest)) };
}

/**
 * Reads a model of customers back: what it says of a customer is the same to the bit.
 *
 * @param expected the hash that the caller knows; without it a file made on purpose passes its own digests
 * @throws BUNDLE_INVALID (no such file), BUNDLE_VERSION, BUNDLE_TAMPERED (a byte that is not the one written, or another hash)
 */
export async function readCustomerModel(bytes: Uint8Array, expected?: ModelHash): Promise<CustomerModel> {
  const parts = unpackArchive(bytes);
  const manifest = decodeJsonPart(parts, 'manifest.json') as {
    format?: unknown;
    formatVersion?: unknown;
    parts?: Record<string, { sha256: string }>;
  };
  if (manifest?.format !== FORMAT)
    throw invalidBundle('it is not a model of customers: make one with `probity customers`');
  if (manifest.formatVersion !== FORMAT_VERSION) {
    const message = `the model of customers has format ${String(manifest.formatVersion)}; this version reads ${FORMAT_VERSION}`;
    throw new ProbityError('BUNDLE_VERSION', message);
  }
  const hash = asModelHash(await sha256Hex(parts.get('manifest.json') ?? new Uint8Array()));
  if (expected !== undefined && hash !== expected) {
    throw new ProbityError('BUNDLE_TAMPERED', `the model of customers has the hash ${hash}; expected ${expected}`);
  }
  const digests = manifest.parts ?? {};
  for (const [path, part] of parts) {
    if (path === 'manifest.json' || digests[path]?.sha256 === (await sha256Hex(part))) continue;
    throw new ProbityError('BUNDLE_TAMPERED', `part "${path}" of the model was altered`, { field: path });
  }
  const facts = checkModelFacts(decodeJsonPart(parts, 'customers.json'));
  const forest = restoreIsolationForest(decodeModelParts(within(parts, 'forest')));
  const clusters = restoreKMeans(decodeModelParts(within(parts, 'clusters')));
  if (clusters.features.length !== facts.fill.length || clusters.clusters !== facts.segments.length) {
    throw invalidBundle('its segments and its centres do not belong together');
  }
  return new CustomerModel(facts, forest, clusters, readSample(decodeModelParts(within(parts, 'sample'))));
}

function piecesOf(model: CustomerModel): Record<string, { readonly toParts: () => ModelParts }> {
  return {
    forest: { toParts: () => model.forest.toParts() },
    clusters: { toParts: () => model.clusters.toParts() },
    sample: { toParts: () => sampleParts(model.sample) },
  };
}

function sampleParts({ count, columns }: CustomerFacts): ModelParts {
  return { kind: 'customer-sample', json: { count }, arrays: { ...columns } as ModelParts['arrays'] };
}

function readSample({ json, arrays }: ModelParts): CustomerFacts {
  const count = (json as { count?: unknown } | undefined)?.count;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
    throw invalidBundle('its sample has no count');
  for (const [name, column] of Object.entries(arrays)) {
    if (
      !customerFactNames.some((known) => known === name) ||
      !(column instanceof Float64Array) ||
      column.length !== count
    ) {
      throw invalidBundle(`"${name}" of its sample is not a fact about ${count} customers`);
    }
  }
  return { count, columns: arrays as CustomerFacts['columns'] };
}

/** The parts below a folder, under their own names. */
function within(parts: BundleParts, folder: string): BundleParts {
  const entries = [...parts].filter(([path]) => path.startsWith(`${folder}/`));
  return new Map(entries.map(([path, bytes]) => [path.slice(folder.length + 1), bytes]));
}

/** A hash says that bytes are those that were written; a model made on purpose may still hold nonsense. */
function checkModelFacts(value: unknown): CustomerModelFacts {
  const facts = value as Partial<CustomerModelFacts> | null;
  const isNumber = (candidate: unknown) => typeof candidate === 'number' && Number.isFinite(candidate);
  if (facts === null || typeof facts !== 'object') throw invalidBundle('customers.json is no object');
  checkIndexParts(facts.parts, 'BUNDLE_INVALID');
  if (!isNumber(facts.lowest) || !isNumber(facts.highest)) throw invalidBundle('its score has no bounds');
  const bounds = facts.fill;
  if (!Array.isArray(bounds) || !bounds.every(({ missing, least, most }) => [missing, least, most].every(isNumber))) {
    throw invalidBundle('its segments have no bounds');
  }
  if (!['annual_income', 'credit_limit', 'none'].includes(String(facts.incomeFrom)))
    throw invalidBundle('its income is unclear');
  if (!Array.isArray(facts.segments) || !facts.segments.every(({ name }) => typeof name === 'string')) {
    throw invalidBundle('its segments have no names');
  }
  return facts as CustomerModelFacts;
}

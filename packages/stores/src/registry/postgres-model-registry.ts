import { asModelHash, type JsonValue, type ModelHash, ProbityError } from '@probity/domain';
import {
  checkModelAlias,
  checkModelName,
  type ModelRegistry,
  type NewModel,
  parseModelReference,
  type RegisteredModel,
} from '@probity/scoring';
import { type RawBuilder, sql } from 'kysely';
import { sha256 } from '../audit/audit-entry.js';
import { type ChainContext, type OpenChain, withOpenChain } from '../audit/open-chain.js';
import { brokenEntry, type EntryRow, readBody } from '../audit/read-entry.js';

/** The body of a registration's entry. */
export interface RegistrationBody {
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  /** SHA-256 of the bundle's bytes, hex. */
  readonly digest: string;
  readonly bytes: number;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** The body of an alias move's entry. */
export interface AliasBody {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
  readonly hash: string;
}

const CHAMPION = 'champion';

/** The model registry on PostgreSQL. Names, hashes and summaries come from the chain's entries. */
export function createPostgresModelRegistry(context: ChainContext): ModelRegistry {
  const { database } = context;

  const readModels = async (where: RawBuilder<unknown>): Promise<RegisteredModel[]> => {
    const { rows } = await database.retrying(() => selectModels(where).execute(database.db));
    return rows.map(modelOfRow);
  };
  const readOne = async (where: RawBuilder<unknown>, wanted: string): Promise<RegisteredModel> => {
    const [model] = await readModels(where);
    if (model === undefined) throw notFound(wanted);
    return model;
  };

  return {
    async register(model: NewModel): Promise<RegisteredModel> {
      checkModelName(model.name);
      const digest = sha256(model.bytes);
      await withOpenChain(context, (chain) => registerOnce(chain, model, digest));
      return readOne(sql`v.name = ${model.name} AND v.hash = ${model.hash}`, model.name);
    },

    async setAlias(name: string, alias: string, version: number): Promise<void> {
      checkModelName(name);
      checkModelAlias(alias);
      await withOpenChain(context, (chain) => moveAlias(chain, name, alias, version));
    },

    async find(reference: string): Promise<RegisteredModel> {
      const wanted = parseModelReference(reference);
      const { name } = wanted;
      if (wanted.by === 'version') {
        if (wanted.version > LARGEST_VERSION) throw notFound(reference);
        return readOne(versionIs(name, wanted.version), reference);
      }
      const alias = wanted.by === 'alias' ? wanted.alias : CHAMPION;
      const target = await readAlias(context, sql`a.name = ${name} AND a.alias = ${alias}`);
      if (target !== undefined) return readOne(versionIs(name, target.version), reference);
      if (wanted.by === 'alias') throw notFound(reference);
      return readOne(sql`v.name = ${name}`, reference);
    },

    async champion(): Promise<RegisteredModel | undefined> {
      const target = await readAlias(context, sql`a.alias = ${CHAMPION}`);
      return target && readOne(versionIs(target.name, target.version), target.name);
    },

    async load(hash: ModelHash): Promise<Uint8Array> {
      if (!/^[!-~]+$/.test(hash)) throw notFound(hash);
      const { rows } = await database.retrying(() => selectModels(sql`v.hash = ${hash}`).execute(database.db));
      const [row] = rows;
      if (row === undefined) throw notFound(hash);
      const digest = Buffer.from(readBody<RegistrationBody>(row).digest, 'hex');
      const bundles = await database.retrying(() =>
        sql<{ bytes: Buffer }>`SELECT bytes FROM probity.model_bundle WHERE digest = ${digest}`.execute(database.db),
      );
      const bytes = bundles.rows[0]?.bytes;
      if (bytes === undefined || !sha256(bytes).equals(digest)) {
        throw new ProbityError(
          'BUNDLE_TAMPERED',
          `the stored bytes of model ${hash} are not those that were registered`,
          { hash },
        );
      }
      return new Uint8Array(bytes);
    },

    list: () => readModels(sql`true`),
  };
}

/** PostgreSQL's `integer`. */
const LARGEST_VERSION = 2_147_483_647;

async function registerOnce({ transaction, add }: OpenChain, model: NewModel, digest: Buffer): Promise<void> {
  const { name, hash, bytes, summary } = model;
  const { rows } = await sql<{ known: boolean; newest: number | null }>`
    SELECT bool_or(hash = ${hash}) AS known, max(version) AS newest
    FROM probity.model_version WHERE name = ${name}`.execute(transaction);
  if (rows[0]?.known) return;
  const version = (rows[0]?.newest ?? 0) + 1;
  const body: RegistrationBody = { name, version, hash, digest: digest.toString('hex'), bytes: bytes.length, summary };
  const sequence = addChecked(add, 'model-registered', body, 'summary');
  await sql`
    INSERT INTO probity.model_bundle (digest, bytes) VALUES (${digest}, ${Buffer.from(bytes)})
    ON CONFLICT DO NOTHING`.execute(transaction);
  await sql`
    INSERT INTO probity.model_version (name, version, hash, sequence)
    VALUES (${name}, ${version}, ${hash}, ${sequence})`.execute(transaction);
}

async function moveAlias({ transaction, add }: OpenChain, name: string, alias: string, version: number): Promise<void> {
  const known = Number.isInteger(version) && version > 0 && version <= LARGEST_VERSION;
  const { rows } = known
    ? await sql<{ hash: string }>`
        SELECT hash FROM probity.model_version WHERE name = ${name} AND version = ${version}`.execute(transaction)
    : { rows: [] };
  const hash = rows[0]?.hash;
  if (hash === undefined) throw notFound(`${name}@${version}`);
  const sequence = add('alias-set', { name, alias, version, hash } satisfies AliasBody);
  await sql`
    INSERT INTO probity.model_alias (name, alias, version, sequence) VALUES (${name}, ${alias}, ${version}, ${sequence})
    ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version, sequence = excluded.sequence`.execute(
    transaction,
  );
}

function addChecked(add: OpenChain['add'], kind: 'model-registered', body: RegistrationBody, field: string): number {
  try {
    return add(kind, body as unknown as JsonValue);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`${field}\` of \`register\` must hold finite numbers only`,
      { field },
      { cause },
    );
  }
}

interface ModelRow extends EntryRow {
  readonly model_name: string;
  readonly model_version: number;
  readonly model_hash: string;
  readonly aliases: string[];
}

/** Newest first. */
function selectModels(where: RawBuilder<unknown>) {
  return sql<ModelRow>`
    SELECT e.*, v.name AS model_name, v.version AS model_version, v.hash AS model_hash,
      ARRAY(SELECT a.alias FROM probity.model_alias a
        WHERE a.name = v.name AND a.version = v.version ORDER BY a.alias) AS aliases
    FROM probity.model_version v JOIN probity.audit_entry e ON e.sequence = v.sequence
    WHERE ${where} ORDER BY v.sequence DESC`;
}

function versionIs(name: string, version: number): RawBuilder<unknown> {
  return sql`v.name = ${name} AND v.version = ${version}`;
}

/** Where the alias that was set last points to. It is what the chain says, or an error. */
async function readAlias({ database }: ChainContext, where: RawBuilder<unknown>): Promise<AliasBody | undefined> {
  const { rows } = await database.retrying(() =>
    sql<EntryRow & { alias_sequence: string; alias_name: string; alias: string; alias_version: number }>`
      SELECT e.*, a.sequence AS alias_sequence, a.name AS alias_name, a.alias, a.version AS alias_version
      FROM probity.model_alias a LEFT JOIN probity.audit_entry e ON e.sequence = a.sequence
      WHERE ${where} ORDER BY a.sequence DESC LIMIT 1`.execute(database.db),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  if (row.hash === null) throw brokenEntry(Number(row.alias_sequence));
  const body = readBody<AliasBody>(row);
  const agrees = body.name === row.alias_name && body.alias === row.alias && body.version === row.alias_version;
  if (!agrees) throw brokenEntry(Number(row.sequence));
  return body;
}

function modelOfRow(row: ModelRow): RegisteredModel {
  const { name, version, hash, summary } = readBody<RegistrationBody>(row);
  const agrees = name === row.model_name && version === row.model_version && hash === row.model_hash;
  if (!agrees) throw brokenEntry(Number(row.sequence));
  return { name, version, hash: asModelHash(hash), registeredAt: row.recorded_at, aliases: row.aliases, summary };
}

function notFound(reference: string): ProbityError {
  return new ProbityError('MODEL_NOT_FOUND', `the registry holds no model ${JSON.stringify(reference)}`, { reference });
}

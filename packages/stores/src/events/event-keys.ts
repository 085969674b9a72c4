import { createHmac } from 'node:crypto';
import { ProbityError } from '@probity/domain';
import { type RawBuilder, sql } from 'kysely';
import { encodeFields } from '../audit/encode-fields.js';
import { createSubjectKey, type SubjectKey } from '../audit/payload-envelope.js';
import type { Database } from '../database/connect.js';
import { decrypt, encrypt } from '../keys/encrypt.js';
import type { KeyRing } from '../keys/key-ring.js';

const KEY_FORMAT = 'probity-event-key-1';
const MOST_CACHED = 200_000;

/** A person's key as the table of event keys holds it. */
export interface EventKeyRow {
  readonly key_id: Buffer;
  readonly subject_hash: Buffer;
  readonly first_event: string | number;
  readonly wrapped_key: Buffer;
}

/** The keys of persons that arrivals are sealed under: read, made and remembered. */
export interface EventKeys {
  /** Keys of these persons; new ones are in `made` and must be written with the group. */
  of(subjects: readonly { readonly subject: string; readonly sequence: number }[]): Promise<{
    readonly keys: ReadonlyMap<string, SubjectKey>;
    readonly made: readonly EventKeyRow[];
    /** Those of `keys` that were not remembered: `keep` takes them. */
    readonly fresh: ReadonlyMap<string, SubjectKey>;
  }>;
  /** Called once a group that used made keys is durable. @param fresh as `of` gave them */
  keep(fresh: ReadonlyMap<string, SubjectKey>): void;
  /** The data key of a row that was read. @throws AUDIT_BROKEN */
  unwrap(row: EventKeyRow): Uint8Array;
  /** Keyed pseudonym of an entity: 48 bits. */
  entityHash(entity: string): number;
  /** Forgets what is remembered: after an erasure, or when another process wrote. */
  clear(): void;
}

export function createEventKeys(database: Database, keys: KeyRing): EventKeys {
  let bySubject = new Map<string, SubjectKey>();
  let byId = new Map<string, Uint8Array>();
  let entityHashes = new Map<string, number>();

  const unwrap = (row: EventKeyRow): Uint8Array => {
    const name = row.key_id.toString('latin1');
    const cached = byId.get(name);
    if (cached !== undefined) return cached;
    const key = unwrapEventKey(keys, row);
    if (key === undefined) throw brokenKey(Number(row.first_event));
    if (byId.size >= MOST_CACHED) byId = new Map();
    byId.set(name, key);
    return key;
  };

  return {
    async of(subjects) {
      const known = new Map<string, SubjectKey>();
      const firstUse = new Map<string, number>();
      for (const { subject, sequence } of subjects) {
        const cached = bySubject.get(subject);
        if (cached !== undefined) known.set(subject, cached);
        else if (!firstUse.has(subject)) firstUse.set(subject, sequence);
      }
      const made: EventKeyRow[] = [];
      const fresh = new Map<string, SubjectKey>();
      if (firstUse.size > 0) {
        const hashes = new Map(Array.from(firstUse.keys(), (subject) => [subject, keys.subjectHash(subject)]));
        const rows = await database.retrying(() => readKeys(database, [...hashes.values()]));
        const stored = new Map(rows.map((row) => [row.subject_hash.toString('latin1'), row]));
        for (const [subject, hash] of hashes) {
          const row = stored.get(hash.toString('latin1'));
          if (row !== undefined) {
            fresh.set(subject, { id: row.key_id, key: unwrap(row) });
            continue;
          }
          const key = createSubjectKey();
          fresh.set(subject, key);
          made.push(wrapEventKey(keys, key, hash, firstUse.get(subject) as number));
        }
      }
      for (const [subject, key] of fresh) known.set(subject, key);
      return { keys: known, made, fresh };
    },
    keep(fresh) {
      if (bySubject.size + fresh.size > MOST_CACHED) bySubject = new Map();
      for (const [subject, key] of fresh) bySubject.set(subject, key);
    },
    unwrap,
    entityHash(entity) {
      const cached = entityHashes.get(entity);
      if (cached !== undefined) return cached;
      const hash = hashEntity(keys, entity);
      if (entityHashes.size >= MOST_CACHED) entityHashes = new Map();
      entityHashes.set(entity, hash);
      return hash;
    },
    clear() {
      bySubject = new Map();
      byId = new Map();
      entityHashes = new Map();
    },
  };
}

async function readKeys(database: Database, hashes: readonly Buffer[]): Promise<readonly EventKeyRow[]> {
  const where: RawBuilder<unknown> = sql`subject_hash = ANY(${hashes}::bytea[])`;
  const { rows } = await sql<EventKeyRow>`SELECT * FROM probity.event_key WHERE ${where}`.execute(database.db);
  return rows;
}

function wrapEventKey(keys: KeyRing, { id, key }: SubjectKey, subjectHash: Buffer, firstEvent: number): EventKeyRow {
  const context = encodeFields([KEY_FORMAT, id, subjectHash, firstEvent]);
  return {
    key_id: Buffer.from(id),
    subject_hash: subjectHash,
    first_event: firstEvent,
    wrapped_key: encrypt(keys.wrapping, key, context),
  };
}

/** The data key; undefined when the row is not as it was written. */
export function unwrapEventKey(keys: KeyRing, row: EventKeyRow): Buffer | undefined {
  const context = encodeFields([KEY_FORMAT, row.key_id, row.subject_hash, Number(row.first_event)]);
  return decrypt(keys.wrapping, row.wrapped_key, context);
}

/** Keyed pseudonym of an entity, e.g. of `terminal=17`: the first 48 bits of an HMAC. */
export function hashEntity(keys: KeyRing, entity: string): number {
  return createHmac('sha256', keys.entities).update(entity, 'utf8').digest().readUIntBE(0, 6);
}

function brokenKey(sequence: number): ProbityError {
  return new ProbityError(
    'AUDIT_BROKEN',
    `the key that arrival ${sequence} first used is not as it was written; run \`probity audit verify\``,
    { sequence },
  );
}

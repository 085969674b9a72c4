import { canonicalJson, type JsonValue } from '@probity/domain';
import type { ArrivalGroup, NewArrival } from '@probity/scoring';
import { CompiledQuery, sql } from 'kysely';
import { type AuditHead, hashEntry, headMac } from '../audit/audit-entry.js';
import { type ChainContext, packBytes, readHead } from '../audit/open-chain.js';
import type { SubjectKey } from '../audit/payload-envelope.js';
import { PREPARED } from '../database/prepare-marked.js';
import { sealEvent } from './event-envelope.js';
import type { EventKeyRow, EventKeys } from './event-keys.js';
import { arrivalKinds, type EventRow, GROUP_KIND, groupBody, transactionAnswers } from './group-entry.js';
import { insertQuarantined, quarantineColumns } from './quarantine-rows.js';

/** How often a group tries again after other entries of the chain came between. */
const MOST_ATTEMPTS = 50;
const UNIQUE_VIOLATION = '23505';

/** Writes groups of arrivals. */
export interface Appender {
  append(group: ArrivalGroup): Promise<'appended' | 'moved-on'>;
}

/** The end of chain and log as this writer believes. */
interface End {
  readonly head: AuditHead;
  /** Number of the last arrival. */
  readonly last: number;
}

/**
 * Makes the writer of groups: each is one statement that takes effect only where the chain ends as this writer believes.
 *
 * So a group costs one round trip and one commit. Whatever another process adds to the chain, an erasure included, makes
 * the statement write nothing; then the end is read again.
 */
export function createAppender(context: ChainContext, keys: EventKeys): Appender {
  const { database } = context;
  let end: End | undefined;
  let erasures: number | undefined;

  const readEnd = async (): Promise<End> => {
    // The head first: if it still stands at the write, so does everything read after it.
    const head = await database.retrying(() => readHead(database, context.keys));
    const { rows } = await database.retrying(() =>
      sql<{ last: string; erasures: string }>`
        SELECT (SELECT coalesce(max(sequence), 0) FROM probity.event) AS last,
          (SELECT count(*) FROM probity.erased_key) AS erasures`.execute(database.db),
    );
    const counted = Number(rows[0]?.erasures);
    if (counted !== erasures) keys.clear();
    erasures = counted;
    return { head, last: Number(rows[0]?.last) };
  };

  const attempt = async (group: ArrivalGroup, { head }: End, sent: Map<number, Buffer>): Promise<End | undefined> => {
    const persons = await keys.of(group.arrivals);
    const rows = group.arrivals.map((arrival) => sealArrival(arrival, persons.keys));
    const content = {
      sequence: head.sequence + 1,
      kind: GROUP_KIND,
      recordedAt: context.now().toISOString(),
      body: canonicalJson(groupBody(rows, group) as unknown as JsonValue),
      payloadDigest: new Uint8Array(0),
      previousHash: head.hash,
    };
    const entry = { ...content, hash: hashEntry(content) };
    sent.set(entry.sequence, entry.hash);
    const entities = group.arrivals.map((arrival) => `{${arrival.entities.map(keys.entityHash).join(',')}}`);
    const isWritten = await database.retrying(() =>
      writeGroup(context, { group, rows, entities, made: persons.made, entry }),
    );
    if (!isWritten) return undefined;
    keys.keep(persons.fresh);
    return { head: { sequence: entry.sequence, hash: entry.hash }, last: (rows.at(-1) as EventRow).sequence };
  };

  return {
    async append(group) {
      const first = group.arrivals[0];
      if (first === undefined) {
        await database.retrying(() => sql`${insertQuarantined(context.keys, group.quarantined)}`.execute(database.db));
        return 'appended';
      }
      const sent = new Map<number, Buffer>();
      const movedOn = async () => ((await wasWritten(context, sent)) ? 'appended' : 'moved-on');
      for (let count = 0; count < MOST_ATTEMPTS; count++) {
        try {
          const believed: End = end ?? (await readEnd());
          end = undefined;
          if (believed.last !== first.sequence - 1) return await movedOn();
          end = await attempt(group, believed, sent);
          if (end !== undefined) return 'appended';
        } catch (error) {
          // An id that stands there already; or this very group, where the answer to its commit was lost.
          const { code } = ((error as { cause?: unknown }).cause ?? {}) as { code?: unknown };
          if (code !== UNIQUE_VIOLATION) throw error;
          return await movedOn();
        }
      }
      return 'moved-on';
    },
  };
}

function sealArrival(arrival: NewArrival, keys: ReadonlyMap<string, SubjectKey>): EventRow {
  const { id: keyId, key } = keys.get(arrival.subject) as SubjectKey;
  return {
    sequence: arrival.sequence,
    kind: arrivalKinds.indexOf(arrival.kind),
    source: arrival.source,
    id: arrival.id,
    knownAt: arrival.knownAt,
    answer: arrival.answer === undefined ? null : transactionAnswers.indexOf(arrival.answer),
    keyId,
    envelope: sealEvent(key, keyId, arrival.sequence, arrival),
  };
}

interface GroupWrite {
  readonly group: ArrivalGroup;
  readonly rows: readonly EventRow[];
  readonly entities: readonly string[];
  readonly made: readonly EventKeyRow[];
  readonly entry: {
    readonly sequence: number;
    readonly recordedAt: string;
    readonly body: string;
    readonly previousHash: Uint8Array;
    readonly hash: Buffer;
  };
}

/** One statement, always the same text: neither we nor the server puts it together anew for each group. */
const writeGroupText = (quarantine: string) => `${PREPARED}
    WITH head AS (
      UPDATE probity.audit_head SET sequence = $1, hash = $2, key_id = $3, mac = $4
      WHERE sequence = $5 AND hash = $6
      RETURNING id
    ), entry AS (
      INSERT INTO probity.audit_entry (sequence, kind, recorded_at, body, payload_digest, previous_hash, hash)
      SELECT $1::bigint, $7::text, $8::text, $9::text, ''::bytea, $6::bytea, $2::bytea FROM head
    ), key AS (
      INSERT INTO probity.event_key (key_id, subject_hash, first_event, wrapped_key)
      SELECT k.* FROM head, unnest($10::bytea[], $11::bytea[], $12::bigint[], $13::bytea[]) AS k
    ), ${quarantine} event AS (
      INSERT INTO probity.event (sequence, kind, source, id, known_at, answer, key_id, entities, envelope)
      SELECT e.sequence, e.kind, e.source, e.id, e.known_at, e.answer,
        substring($14::bytea FROM (16 * e.place - 15)::integer FOR 16), e.entities::bigint[],
        substring($15::bytea FROM e.start FOR e.length)
      FROM head, unnest($16::bigint[], $17::smallint[], $18::text[], $19::text[], $20::bigint[], $21::smallint[],
        $22::text[], $23::integer[], $24::integer[])
        WITH ORDINALITY AS e (sequence, kind, source, id, known_at, answer, entities, start, length, place)
    )
    SELECT count(*) AS written FROM head`;
const writeEvents = writeGroupText('');
const writeEventsAndQuarantine = writeGroupText(`quarantine AS (
      INSERT INTO probity.event_quarantine (received_at, code, reason, field, subject_hash, envelope)
      SELECT q.* FROM head, unnest($25::text[], $26::text[], $27::text[], $28::text[], $29::bytea[], $30::bytea[]) AS q
    ),`);

/** @returns whether the chain ended as expected; nothing was written otherwise */
async function writeGroup(
  { database, keys }: ChainContext,
  { group, rows, entities, made, entry }: GroupWrite,
): Promise<boolean> {
  const envelopes = packBytes(rows.map(({ envelope }) => envelope));
  const hasQuarantined = group.quarantined.length > 0;
  const parameters = [
    ...[entry.sequence, entry.hash, keys.id, headMac(keys, entry)],
    ...[entry.sequence - 1, Buffer.from(entry.previousHash), GROUP_KIND, entry.recordedAt, entry.body],
    made.map((key) => key.key_id),
    made.map((key) => key.subject_hash),
    made.map((key) => Number(key.first_event)),
    made.map((key) => key.wrapped_key),
    Buffer.concat(rows.map(({ keyId }) => keyId)),
    envelopes.bytes,
    arrayText(rows.map((row) => row.sequence)),
    arrayText(rows.map((row) => row.kind)),
    rows.map((row) => row.source),
    rows.map((row) => row.id),
    arrayText(rows.map((row) => row.knownAt)),
    arrayText(rows.map((row) => row.answer)),
    entities,
    arrayText(envelopes.starts),
    arrayText(envelopes.lengths),
    ...(hasQuarantined ? quarantineColumns(keys, group.quarantined) : []),
  ];
  const text = hasQuarantined ? writeEventsAndQuarantine : writeEvents;
  const { rows: answers } = await database.db.executeQuery<{ written: string }>(CompiledQuery.raw(text, parameters));
  return answers[0]?.written === '1';
}

/** Numbers as PostgreSQL writes an array: the driver would look for what is to be escaped in each of them. */
function arrayText(numbers: readonly (number | null)[]): string {
  return `{${numbers.map((number) => number ?? 'NULL').join(',')}}`;
}

/** Whether one of the entries that were sent stands in the chain. */
async function wasWritten({ database }: ChainContext, sent: ReadonlyMap<number, Buffer>): Promise<boolean> {
  if (sent.size === 0) return false;
  const { rows } = await database.retrying(() =>
    sql`SELECT FROM probity.audit_entry WHERE sequence = ANY(${[...sent.keys()]}::bigint[])
      AND hash = ANY(${[...sent.values()]}::bytea[])`.execute(database.db),
  );
  return rows.length > 0;
}

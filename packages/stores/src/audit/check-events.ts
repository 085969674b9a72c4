import { sql, type Transaction } from 'kysely';
import type { StoresDatabase } from '../database/tables.js';
import { openEvent } from '../events/event-envelope.js';
import { unwrapEventKey } from '../events/event-keys.js';
import { digestRows, GROUP_KIND, type GroupBody } from '../events/group-entry.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { Report } from './check-entry.js';
import type { EntryRow } from './read-entry.js';

interface GroupRow {
  readonly sequence: string;
  readonly kind: number;
  readonly source: string;
  readonly id: string;
  readonly known_at: string;
  readonly answer: number | null;
  readonly key_id: Buffer;
  readonly envelope: Buffer;
  readonly subject_hash: Buffer | null;
  readonly first_event: string;
  readonly wrapped_key: Buffer;
  readonly erased_by: string | null;
}

const LARGEST_ANSWER = 100;

/** What the chain says the log of events must hold, group by group: one group in memory at a time. */
export class EventHistory {
  /** Number of the last arrival that a group accounts for. */
  private last = 0;
  private lastEntry = 0;

  /** Takes an authentic entry, and compares the arrivals it is about with it. */
  async follow(transaction: Transaction<StoresDatabase>, keys: KeyRing, row: EntryRow, report: Report): Promise<void> {
    if (row.kind !== GROUP_KIND) return;
    const sequence = Number(row.sequence);
    const body = JSON.parse(row.body) as GroupBody;
    const end = body.first + body.count - 1;
    if (body.first !== this.last + 1) {
      report(sequence, 'event-changed', `the arrivals of entry ${sequence} do not follow those of the entry before`);
    }
    this.last = end;
    this.lastEntry = sequence;
    const { rows } = await sql<GroupRow>`
      SELECT e.sequence, e.kind, e.source, e.id, e.known_at, e.answer, e.key_id, e.envelope, k.subject_hash,
        k.first_event, k.wrapped_key, x.sequence AS erased_by
      FROM probity.event e
      LEFT JOIN probity.event_key k ON k.key_id = e.key_id
      LEFT JOIN probity.erased_key x ON x.key_id = e.key_id
      WHERE e.sequence BETWEEN ${body.first} AND ${end} ORDER BY e.sequence`.execute(transaction);
    const digest = digestRows(
      rows.map((event) => ({
        sequence: Number(event.sequence),
        kind: event.kind,
        source: event.source,
        id: event.id,
        knownAt: Number(event.known_at),
        answer: event.answer,
        keyId: event.key_id,
        envelope: event.envelope,
      })),
    );
    if (rows.length !== body.count || digest !== body.digest) {
      report(sequence, 'event-changed', `the transactions of entry ${sequence} are not as they were written`);
      return;
    }
    for (const event of rows) {
      const fault = findKeyFault(event, keys, sequence);
      if (fault !== undefined) report(sequence, 'key-changed', fault);
    }
  }

  /** Compares what is left with the chain. */
  async check(transaction: Transaction<StoresDatabase>, report: Report): Promise<void> {
    const { rows } = await sql<{ sequence: string }>`
      SELECT sequence FROM probity.event WHERE sequence > ${this.last} OR sequence < 1
      ORDER BY sequence LIMIT ${LARGEST_ANSWER}`.execute(transaction);
    for (const { sequence } of rows) {
      report(this.lastEntry, 'event-changed', `arrival ${sequence} stands in the log, and no entry recorded it`);
    }
    const { rows: keys } = await sql<{ first_event: string }>`
      SELECT k.first_event FROM probity.event_key k
      LEFT JOIN probity.event e ON e.sequence = k.first_event AND e.key_id = k.key_id
      WHERE e.sequence IS NULL ORDER BY k.first_event LIMIT ${LARGEST_ANSWER}`.execute(transaction);
    for (const { first_event: first } of keys) {
      report(this.lastEntry, 'key-changed', `a key says that arrival ${first} first used it, which did not`);
    }
  }
}

function findKeyFault(event: GroupRow, keys: KeyRing, sequence: number): string | undefined {
  const of = `the key of arrival ${event.sequence}`;
  if (event.erased_by !== null) {
    if (Number(event.erased_by) <= sequence) return `${of} is said to be erased before it was used`;
    return event.subject_hash === null ? undefined : `${of} was erased by entry ${event.erased_by} and is there again`;
  }
  if (event.subject_hash === null) return `${of} is missing, and no entry erased it`;
  const key = unwrapEventKey(keys, {
    key_id: event.key_id,
    subject_hash: event.subject_hash,
    first_event: event.first_event,
    wrapped_key: event.wrapped_key,
  });
  if (key === undefined) return `${of} is not as it was written`;
  const payload = openEvent(key, event.key_id, Number(event.sequence), event.envelope);
  return payload === undefined ? `${of} does not open it` : undefined;
}

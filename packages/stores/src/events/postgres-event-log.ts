import type { EventLog, FeatureState, LoggedArrival } from '@probity/scoring';
import { checkLimit, checkSequence } from '@probity/scoring';
import { type RawBuilder, sql } from 'kysely';
import { encodeFields } from '../audit/encode-fields.js';
import type { ChainContext } from '../audit/open-chain.js';
import { brokenEntry } from '../audit/read-entry.js';
import { decrypt, encrypt } from '../keys/encrypt.js';
import { createAppender } from './append-group.js';
import { openEvent } from './event-envelope.js';
import { createEventKeys, type EventKeyRow, type EventKeys } from './event-keys.js';
import { arrivalKinds, transactionAnswers } from './group-entry.js';

const LATEST = '9007199254740991';
const STATE_FORMAT = 'probity-feature-state-1';
const KEPT_STATES = 2;

/** The log of arrivals on PostgreSQL. */
export function createPostgresEventLog(context: ChainContext): EventLog {
  const { database, keys } = context;
  const eventKeys = createEventKeys(database, keys);
  const appender = createAppender(context, eventKeys);
  const select = (where: RawBuilder<unknown>, rest: RawBuilder<unknown>) =>
    readArrivals(context, eventKeys, where, rest);

  return {
    async last() {
      const { rows } = await database.retrying(() =>
        sql<{ last: string }>`SELECT coalesce(max(sequence), 0) AS last FROM probity.event`.execute(database.db),
      );
      return Number(rows[0]?.last);
    },
    async append(group) {
      checkSequence(group.arrivals);
      return appender.append(group);
    },
    async read({ after = 0, upTo, knownFrom, entities, limit } = {}) {
      const most = checkLimit('read', limit, 1_000, 10_000);
      const bounds = sql`e.sequence > ${after} AND e.sequence <= ${upTo ?? LATEST}`;
      const known = knownFrom === undefined ? sql`` : sql`AND e.known_at >= ${knownFrom}`;
      const naming =
        entities === undefined ? sql`` : sql`AND e.entities && ${entities.map(eventKeys.entityHash)}::bigint[]`;
      return select(sql`${bounds} ${known} ${naming}`, sql`ORDER BY e.sequence LIMIT ${most}`);
    },
    async findEvents(source, ids) {
      const possible = ids.filter(canStand);
      if (possible.length === 0 || !canStand(source)) return [];
      return select(sql`e.kind = 0 AND e.source = ${source} AND e.id = ANY(${possible}::text[])`, sql``);
    },
    async history(source, id) {
      if (!canStand(source) || !canStand(id)) return [];
      // Said for each of the two indexes that hold ids: neither would serve a question that leaves the kind open.
      const isIt = sql`e.source = ${source} AND e.id = ${id}`;
      return select(sql`(e.kind = 0 AND ${isIt} OR e.kind <> 0 AND ${isIt})`, sql`ORDER BY e.sequence`);
    },
    async list({ limit, before, answer, samePersonAs } = {}) {
      const most = checkLimit('list', limit, 50, 500);
      const ofAnswer =
        answer === undefined ? sql`e.answer IS NOT NULL` : sql`e.answer = ${transactionAnswers.indexOf(answer)}`;
      const ofPerson =
        samePersonAs === undefined
          ? sql``
          : sql`AND e.key_id = (SELECT key_id FROM probity.event WHERE sequence = ${samePersonAs})`;
      return select(
        sql`${ofAnswer} AND e.sequence < ${before ?? LATEST} ${ofPerson}`,
        sql`ORDER BY e.sequence DESC LIMIT ${most}`,
      );
    },
    async ids(after, limit) {
      const { rows } = await database.retrying(() =>
        sql<{ sequence: string; source: string; id: string }>`
          SELECT sequence, source, id FROM probity.event WHERE kind = 0 AND sequence > ${after}
          ORDER BY sequence LIMIT ${limit}`.execute(database.db),
      );
      return rows.map(({ sequence, source, id }) => ({ sequence: Number(sequence), source, id }));
    },
    async quarantined(limit) {
      const { rows } = await database.retrying(() =>
        sql<{ received_at: string; code: string; reason: string; field: string | null }>`
          SELECT received_at, code, reason, field FROM probity.event_quarantine
          ORDER BY number DESC LIMIT ${limit}`.execute(database.db),
      );
      return rows.map(({ received_at: receivedAt, code, reason, field }) => ({
        code,
        reason,
        ...(field === null ? {} : { field }),
        receivedAt,
      }));
    },
    saveState: (state) => saveState(context, state),
    loadState: (featureSet) => loadState(context, featureSet),
    async erasures() {
      const { rows } = await database.retrying(() =>
        sql<{ count: string }>`SELECT count(*) AS count FROM probity.erased_key`.execute(database.db),
      );
      return Number(rows[0]?.count);
    },
  };
}

interface ArrivalRow {
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
  readonly is_erased: boolean;
}

/** @throws AUDIT_BROKEN where an arrival is not as it was written */
async function readArrivals(
  { database }: ChainContext,
  keys: EventKeys,
  where: RawBuilder<unknown>,
  rest: RawBuilder<unknown>,
): Promise<readonly LoggedArrival[]> {
  const { rows } = await database.retrying(() =>
    sql<ArrivalRow>`
      SELECT e.sequence, e.kind, e.source, e.id, e.known_at, e.answer, e.key_id, e.envelope, k.subject_hash,
        k.first_event, k.wrapped_key, x.key_id IS NOT NULL AS is_erased
      FROM (SELECT * FROM probity.event e WHERE ${where} ${rest}) e
      LEFT JOIN probity.event_key k ON k.key_id = e.key_id
      LEFT JOIN probity.erased_key x ON x.key_id = e.key_id
      ${rest}`.execute(database.db),
  );
  return rows.map((row) => openArrival(row, keys));
}

function openArrival(row: ArrivalRow, keys: EventKeys): LoggedArrival {
  const sequence = Number(row.sequence);
  const arrival: LoggedArrival = {
    sequence,
    kind: arrivalKinds[row.kind] as LoggedArrival['kind'],
    source: row.source,
    id: row.id,
    knownAt: Number(row.known_at),
    ...(row.answer === null ? {} : { answer: transactionAnswers[row.answer] as 'allow' }),
  };
  if (row.is_erased) return arrival;
  const key = row.subject_hash === null ? undefined : keys.unwrap(row as EventKeyRow);
  const payload = key && openEvent(key, row.key_id, sequence, row.envelope);
  if (payload === undefined) throw brokenEntry(sequence);
  return { ...arrival, ...payload };
}

/** PostgreSQL refuses a text with a zero character; nothing was ever recorded under one. */
function canStand(text: string): boolean {
  return !text.includes('\u0000');
}

async function saveState(
  { database, keys }: ChainContext,
  { sequence, featureSet, bytes }: FeatureState,
): Promise<void> {
  const envelope = encrypt(keys.wrapping, bytes, encodeFields([STATE_FORMAT, sequence, featureSet]));
  await database.retrying(() =>
    database.db.transaction().execute(async (transaction) => {
      await sql`INSERT INTO probity.feature_state (sequence, feature_set, envelope)
        VALUES (${sequence}, ${featureSet}, ${envelope})`.execute(transaction);
      await sql`DELETE FROM probity.feature_state WHERE feature_set = ${featureSet} AND number NOT IN (
        SELECT number FROM probity.feature_state WHERE feature_set = ${featureSet}
        ORDER BY number DESC LIMIT ${KEPT_STATES})`.execute(transaction);
    }),
  );
}

/** A state that cannot be opened is passed over: it can be made again from the log. */
async function loadState({ database, keys }: ChainContext, featureSet: string): Promise<FeatureState | undefined> {
  const { rows } = await database.retrying(() =>
    sql<{ sequence: string; envelope: Buffer }>`
      SELECT sequence, envelope FROM probity.feature_state WHERE feature_set = ${featureSet}
      ORDER BY number DESC`.execute(database.db),
  );
  for (const row of rows) {
    const sequence = Number(row.sequence);
    const bytes = decrypt(keys.wrapping, row.envelope, encodeFields([STATE_FORMAT, sequence, featureSet]));
    if (bytes !== undefined) return { sequence, featureSet, bytes: Uint8Array.from(bytes) };
  }
  return undefined;
}

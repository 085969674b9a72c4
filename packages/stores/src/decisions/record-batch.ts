import { type DecisionSummary, type JsonValue, ProbityError } from '@probity/domain';
import type { ReviewTicket } from '@probity/scoring';
import { sql, type Transaction } from 'kysely';
import { type ChainContext, type OpenChain, withOpenChain } from '../audit/open-chain.js';
import {
  createSubjectKey,
  type SubjectKey,
  sealPayload,
  unwrapSubjectKey,
  type WrappedKey,
  wrapSubjectKey,
} from '../audit/payload-envelope.js';
import type { StoresDatabase } from '../database/tables.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { DecisionBody } from './decision-entry.js';

/** One decision that waits to be written. */
export interface PendingDecision {
  readonly summary: DecisionSummary;
  /** The whole decision, canonical JSON. */
  readonly payload: string;
  readonly subjectHash: Buffer;
  readonly idempotency?: { readonly keyHash: Buffer; readonly requestHash: Buffer };
  readonly review?: ReviewTicket;
}

/** What became of it: written as that entry, or not because that entry already stands for it, or refused. */
export type BatchOutcome =
  | { readonly kind: 'written'; readonly sequence: number }
  | { readonly kind: 'same-key'; readonly sequence: number }
  | { readonly kind: 'same-id'; readonly sequence: number }
  | { readonly kind: 'refused'; readonly error: ProbityError };

/** Writes decisions in one transaction, in their order; the outcomes stand once it resolves. Bears running twice. */
export function recordBatch(context: ChainContext, batch: readonly PendingDecision[]): Promise<BatchOutcome[]> {
  return withOpenChain(context, async (chain) => {
    const known = await readKnown(chain.transaction, context.keys, batch);
    const rows: NewRows = { index: [], idempotency: [], keys: [], reviews: [] };
    const outcomes = batch.map((pending) => recordOne(chain, context.keys, known, rows, pending));
    await writeRows(chain.transaction, rows);
    return outcomes;
  });
}

/** What the database, and then also the batch so far, already holds. */
interface Known {
  readonly ids: Map<string, number>;
  readonly idempotency: Map<string, { sequence: number; requestHash: Buffer }>;
  readonly subjects: Map<string, SubjectKey>;
}

interface NewRows {
  readonly index: { id: string; sequence: number; keyId: Uint8Array }[];
  readonly idempotency: { keyHash: Buffer; requestHash: Buffer; sequence: number }[];
  readonly keys: WrappedKey[];
  readonly reviews: { id: string; sequence: number; stake: number }[];
}

function recordOne(
  chain: OpenChain,
  keys: KeyRing,
  known: Known,
  rows: NewRows,
  { summary, payload, subjectHash, idempotency, review }: PendingDecision,
): BatchOutcome {
  const keyText = idempotency?.keyHash.toString('hex');
  const earlier = keyText === undefined ? undefined : known.idempotency.get(keyText);
  if (earlier !== undefined && idempotency !== undefined) {
    return earlier.requestHash.equals(idempotency.requestHash)
      ? { kind: 'same-key', sequence: earlier.sequence }
      : { kind: 'refused', error: reusedKey() };
  }
  const sameId = known.ids.get(summary.decisionId);
  if (sameId !== undefined) return { kind: 'same-id', sequence: sameId };

  const subjectText = subjectHash.toString('hex');
  const existing = known.subjects.get(subjectText);
  const subject = existing ?? createSubjectKey();
  const body: DecisionBody = {
    ...summary,
    subject: Buffer.from(subject.id).toString('hex'),
    ...(idempotency && keyText
      ? { idempotency: { key: keyText, request: idempotency.requestHash.toString('hex') } }
      : {}),
    ...(summary.decision === 'refer' && review
      ? { review: { stake: review.stake, suggestion: review.suggestion } }
      : {}),
  };
  const sequence = chain.add('decision', body as unknown as JsonValue, (at) =>
    sealPayload(subject, at, 'decision', Buffer.from(payload, 'utf8')),
  );
  if (existing === undefined) {
    rows.keys.push(wrapSubjectKey(keys, subject, subjectHash, sequence));
    known.subjects.set(subjectText, subject);
  }
  rows.index.push({ id: summary.decisionId, sequence, keyId: subject.id });
  known.ids.set(summary.decisionId, sequence);
  if (summary.decision === 'refer') {
    rows.reviews.push({ id: summary.decisionId, sequence, stake: body.review?.stake ?? 0 });
  }
  if (idempotency && keyText) {
    rows.idempotency.push({ ...idempotency, sequence });
    known.idempotency.set(keyText, { sequence, requestHash: idempotency.requestHash });
  }
  return { kind: 'written', sequence };
}

/** The error of an Idempotency-Key that was used for another request. The key is not repeated: it may name a person. */
export function reusedKey(): ProbityError {
  return new ProbityError('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key was used before for another request');
}

async function readKnown(
  transaction: Transaction<StoresDatabase>,
  keys: KeyRing,
  batch: readonly PendingDecision[],
): Promise<Known> {
  const keyHashes = batch.flatMap(({ idempotency }) => (idempotency ? [idempotency.keyHash] : []));
  const { rows } = await sql<{
    decision_id: string | null;
    key_hash: Buffer | null;
    request_hash: Buffer | null;
    subject_hash: Buffer | null;
    key_id: Buffer | null;
    wrapped_key: Buffer | null;
    sequence: string;
  }>`
    SELECT decision_id, NULL::bytea AS key_hash, NULL::bytea AS request_hash, NULL::bytea AS subject_hash,
      NULL::bytea AS key_id, NULL::bytea AS wrapped_key, sequence
    FROM probity.decision_index WHERE decision_id = ANY(${batch.map(({ summary }) => summary.decisionId)}::text[])
    UNION ALL
    SELECT NULL, key_hash, request_hash, NULL, NULL, NULL, sequence
    FROM probity.idempotency WHERE key_hash = ANY(${keyHashes}::bytea[])
    UNION ALL
    SELECT NULL, NULL, NULL, subject_hash, key_id, wrapped_key, first_sequence
    FROM probity.subject_key WHERE subject_hash = ANY(${batch.map(({ subjectHash }) => subjectHash)}::bytea[])`.execute(
    transaction,
  );
  const known: Known = { ids: new Map(), idempotency: new Map(), subjects: new Map() };
  for (const row of rows) {
    const sequence = Number(row.sequence);
    if (row.decision_id !== null) known.ids.set(row.decision_id, sequence);
    else if (row.key_hash !== null && row.request_hash !== null) {
      known.idempotency.set(row.key_hash.toString('hex'), { sequence, requestHash: row.request_hash });
    } else if (row.subject_hash !== null && row.key_id !== null && row.wrapped_key !== null) {
      const wrapped = {
        keyId: row.key_id,
        subjectHash: row.subject_hash,
        firstSequence: sequence,
        wrapped: row.wrapped_key,
      };
      const key = unwrapSubjectKey(keys, wrapped);
      if (key === undefined) {
        throw new ProbityError('AUDIT_BROKEN', `the key that entry ${sequence} first used is not as it was written`, {
          sequence,
        });
      }
      known.subjects.set(row.subject_hash.toString('hex'), { id: row.key_id, key });
    }
  }
  return known;
}

async function writeRows(
  transaction: Transaction<StoresDatabase>,
  { index, idempotency, keys, reviews }: NewRows,
): Promise<void> {
  if (index.length === 0) return;
  await sql`
    WITH key AS (
      INSERT INTO probity.subject_key (key_id, subject_hash, first_sequence, wrapped_key)
      SELECT * FROM unnest(
        ${keys.map((key) => key.keyId)}::bytea[], ${keys.map((key) => key.subjectHash)}::bytea[],
        ${keys.map((key) => key.firstSequence)}::bigint[], ${keys.map((key) => key.wrapped)}::bytea[])
    ), idempotency AS (
      INSERT INTO probity.idempotency (key_hash, request_hash, sequence)
      SELECT * FROM unnest(
        ${idempotency.map((row) => row.keyHash)}::bytea[], ${idempotency.map((row) => row.requestHash)}::bytea[],
        ${idempotency.map((row) => row.sequence)}::bigint[])
    ), review AS (
      INSERT INTO probity.review_case (decision_id, sequence, stake)
      SELECT * FROM unnest(
        ${reviews.map((row) => row.id)}::text[], ${reviews.map((row) => row.sequence)}::bigint[],
        ${reviews.map((row) => row.stake)}::double precision[])
    )
    INSERT INTO probity.decision_index (decision_id, sequence, key_id)
    SELECT * FROM unnest(
      ${index.map((row) => row.id)}::text[], ${index.map((row) => row.sequence)}::bigint[],
      ${index.map((row) => row.keyId)}::bytea[])`.execute(transaction);
}

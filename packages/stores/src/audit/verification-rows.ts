import { sql, type Transaction } from 'kysely';
import type { StoresDatabase } from '../database/tables.js';
import type { EntryRow } from './read-entry.js';

/** An entry with everything that other tables say of it. */
export interface VerificationRow extends EntryRow {
  readonly envelope: Buffer | null;
  readonly index_decision_id: string | null;
  readonly index_key_id: Buffer | null;
  readonly idempotency_key: Buffer | null;
  readonly idempotency_request: Buffer | null;
  /** The key the payload was sealed under. */
  readonly key_id: Buffer | null;
  readonly subject_hash: Buffer | null;
  readonly first_sequence: string | null;
  readonly wrapped_key: Buffer | null;
  /** The entry that erased the payload's key. */
  readonly erased_by: string | null;
  /** The key that this entry erased. */
  readonly erases: Buffer | null;
  /** What other tables say of this entry as a referral, a verdict, a step of a policy. */
  readonly review_id: string | null;
  readonly review_stake: number | null;
  readonly decided_id: string | null;
  readonly policy_kind: string | null;
  readonly policy_id: string | null;
  readonly policy_model: string | null;
}

const PAGE_ROWS = 500;

/** All entries in order, page by page, so that memory stays the same however long the chain is. */
export async function* readVerificationRows(
  transaction: Transaction<StoresDatabase>,
): AsyncGenerator<readonly VerificationRow[]> {
  let after = '-9223372036854775808';
  for (;;) {
    const { rows } = await sql<VerificationRow>`
      SELECT e.*, p.envelope, i.decision_id AS index_decision_id, i.key_id AS index_key_id,
        m.key_hash AS idempotency_key, m.request_hash AS idempotency_request,
        k.key_id, k.subject_hash, k.first_sequence, k.wrapped_key, b.sequence AS erased_by, x.key_id AS erases,
        r.decision_id AS review_id, r.stake AS review_stake, v.decision_id AS decided_id,
        t.kind AS policy_kind, t.policy_id, t.model AS policy_model
      FROM (SELECT * FROM probity.audit_entry WHERE sequence > ${after} ORDER BY sequence LIMIT ${PAGE_ROWS}) e
      LEFT JOIN probity.audit_payload p ON p.sequence = e.sequence
      LEFT JOIN probity.decision_index i ON i.sequence = e.sequence
      LEFT JOIN probity.idempotency m ON m.sequence = e.sequence
      LEFT JOIN probity.erased_key x ON x.sequence = e.sequence
      LEFT JOIN probity.review_case r ON r.sequence = e.sequence
      LEFT JOIN probity.review_case v ON v.decided_sequence = e.sequence
      LEFT JOIN probity.policy_event t ON t.sequence = e.sequence
      LEFT JOIN probity.subject_key k ON k.key_id = substring(p.envelope FROM 2 FOR 16)
      LEFT JOIN probity.erased_key b ON b.key_id = substring(p.envelope FROM 2 FOR 16)
      ORDER BY e.sequence`.execute(transaction);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.sequence;
  }
}

/** A row that belongs to no entry. */
export interface Leftover {
  readonly table: string;
  readonly sequence: string;
}

const LARGEST_ANSWER = 100;

/** Rows of the tables beside the chain that no entry accounts for; at most 100 per table. */
export async function readLeftovers(transaction: Transaction<StoresDatabase>): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  for (const table of [
    'audit_payload',
    'decision_index',
    'idempotency',
    'erased_key',
    'model_version',
    'model_alias',
    'report',
    'policy_event',
    'review_case',
  ]) {
    const { rows } = await sql<{ sequence: string }>`
      SELECT t.sequence FROM ${sql.table(`probity.${table}`)} t
      WHERE NOT EXISTS (SELECT FROM probity.audit_entry e WHERE e.sequence = t.sequence)
      ORDER BY t.sequence LIMIT ${LARGEST_ANSWER}`.execute(transaction);
    leftovers.push(...rows.map(({ sequence }) => ({ table, sequence })));
  }
  const { rows } = await sql<{ sequence: string }>`
    SELECT k.first_sequence AS sequence FROM probity.subject_key k
    LEFT JOIN probity.audit_payload p
      ON p.sequence = k.first_sequence AND substring(p.envelope FROM 2 FOR 16) = k.key_id
    WHERE p.sequence IS NULL ORDER BY k.first_sequence LIMIT ${LARGEST_ANSWER}`.execute(transaction);
  leftovers.push(...rows.map(({ sequence }) => ({ table: 'subject_key', sequence })));
  const verdicts = await sql<{ sequence: string }>`
    SELECT c.decided_sequence AS sequence FROM probity.review_case c
    WHERE c.decided_sequence IS NOT NULL
      AND NOT EXISTS (SELECT FROM probity.audit_entry e WHERE e.sequence = c.decided_sequence)
    ORDER BY c.decided_sequence LIMIT ${LARGEST_ANSWER}`.execute(transaction);
  leftovers.push(...verdicts.rows.map(({ sequence }) => ({ table: 'review_case', sequence })));
  return leftovers;
}

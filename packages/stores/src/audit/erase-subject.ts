import { sql, type Transaction } from 'kysely';
import type { StoresDatabase } from '../database/tables.js';
import { type ChainContext, withOpenChain } from './open-chain.js';

/** What an erasure found. */
export interface Erasure {
  /** False when the log knows no such person (or no longer does). */
  readonly erased: boolean;
  /** How many decisions can no longer be read in full. */
  readonly decisions: number;
}

/** The body of an erasure's entry. */
export interface ErasureBody {
  /** Id of the erased key, hex. */
  readonly subject: string;
  readonly decisions: number;
}

/**
 * Erases a person: destroys the key under which the payloads of their decisions are encrypted, and says so in the chain.
 *
 * Applications, explanations and reasons become unreadable for ever, and the link from the caller's identifier to the
 * entries is gone. Scores and outcomes stay, nobody's. Copies of the database made before still hold the key.
 *
 * @param subject the identifier that decisions were recorded with; the decision's id where none was given
 */
export async function eraseSubject(context: ChainContext, subject: string): Promise<Erasure> {
  const { database, keys } = context;
  let erasedBefore: Erasure | undefined;
  const erasure = await withOpenChain(context, async ({ transaction, add }): Promise<Erasure> => {
    const { rows } = await sql<{ key_id: Buffer }>`
      DELETE FROM probity.subject_key WHERE subject_hash = ${keys.subjectHash(subject)} RETURNING key_id`.execute(
      transaction,
    );
    const transactions = await eraseTransactions(transaction, keys.subjectHash(subject));
    const erased = [...rows.map((row) => row.key_id), ...transactions];
    // Only when this runs again after a commit whose answer was lost.
    if (erased.length === 0) return erasedBefore ?? { erased: false, decisions: 0 };
    let total = 0;
    for (const keyId of erased) {
      const counted = await sql<{ count: string }>`
        SELECT (SELECT count(*) FROM probity.decision_index WHERE key_id = ${keyId})
          + (SELECT count(*) FROM probity.event WHERE key_id = ${keyId} AND kind = 0) AS count`.execute(transaction);
      const decisions = Number(counted.rows[0]?.count);
      const sequence = add('subject-erased', { subject: keyId.toString('hex'), decisions } satisfies ErasureBody);
      await sql`INSERT INTO probity.erased_key (key_id, sequence) VALUES (${keyId}, ${sequence})`.execute(transaction);
      total += decisions;
    }
    erasedBefore = { erased: true, decisions: total };
    return erasedBefore;
  });
  if (erasure.erased) {
    // A deleted row stays in its page until this; where we may not (another owner), autovacuum does it later.
    await sql`VACUUM probity.subject_key, probity.event_key, probity.event_quarantine, probity.feature_state`
      .execute(database.db)
      .catch(() => undefined);
  }
  return erasure;
}

/** The key of the person's transactions, and what holds them in the clear or leads to them. @returns the key's id */
async function eraseTransactions(
  transaction: Transaction<StoresDatabase>,
  subjectHash: Buffer,
): Promise<readonly Buffer[]> {
  await sql`DELETE FROM probity.event_quarantine WHERE subject_hash = ${subjectHash}`.execute(transaction);
  const { rows } = await sql<{ key_id: Buffer }>`
    DELETE FROM probity.event_key WHERE subject_hash = ${subjectHash} RETURNING key_id`.execute(transaction);
  const keyIds = rows.map((row) => row.key_id);
  if (keyIds.length === 0) return [];
  await sql`UPDATE probity.event SET entities = '{}' WHERE key_id = ANY(${keyIds}::bytea[])`.execute(transaction);
  // A state of features holds everybody's events; it is made again from the log, without this person's.
  await sql`DELETE FROM probity.feature_state`.execute(transaction);
  return keyIds;
}

import { sql } from 'kysely';
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
    const keyId = rows[0]?.key_id;
    // Only when this runs again after a commit whose answer was lost.
    if (keyId === undefined) return erasedBefore ?? { erased: false, decisions: 0 };
    const counted = await sql<{ count: string }>`
      SELECT count(*) AS count FROM probity.decision_index WHERE key_id = ${keyId}`.execute(transaction);
    const decisions = Number(counted.rows[0]?.count);
    const sequence = add('subject-erased', { subject: keyId.toString('hex'), decisions } satisfies ErasureBody);
    await sql`INSERT INTO probity.erased_key (key_id, sequence) VALUES (${keyId}, ${sequence})`.execute(transaction);
    erasedBefore = { erased: true, decisions };
    return erasedBefore;
  });
  if (erasure.erased) {
    // A deleted row stays in its page until this; where we may not (another owner), autovacuum does it later.
    await sql`VACUUM probity.subject_key`.execute(database.db).catch(() => undefined);
  }
  return erasure;
}

import { type DecisionId, type JsonValue, ProbityError } from '@probity/domain';
import {
  type Actor,
  CLAIM_MINUTES,
  checkActor,
  checkVerdict,
  isOverride,
  isSamePerson,
  type NewVerdict,
  personKey,
  type ReviewCase,
  type ReviewQuery,
  type ReviewQueue,
  reviewLimit,
  reviewNotFound,
  reviewTaken,
  STATISTICS_VERDICTS,
  summariseVerdicts,
} from '@probity/scoring';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { type ChainContext, withOpenChain } from '../audit/open-chain.js';
import { sealPayload, unwrapSubjectKey } from '../audit/payload-envelope.js';
import type { StoresDatabase } from '../database/tables.js';
import { type CaseRow, caseOfRow, readCases } from './read-cases.js';
import type { VerdictBody } from './verdict-entry.js';

/** The review queue on PostgreSQL: claims are row locks with an end, verdicts are entries of the audit chain. */
export function createPostgresReviewQueue(context: ChainContext): ReviewQueue {
  const { database, now } = context;
  const read = (where: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number) =>
    database.retrying(() => readCases(database.db, context.keys, now(), { where, order, limit }));
  const readOne = async (id: DecisionId): Promise<ReviewCase> => {
    const [found] = isId(id) ? await read(sql`c.decision_id = ${id}`, sql`c.sequence`, 1) : [];
    if (found === undefined) throw reviewNotFound();
    return found;
  };
  const change = (
    id: DecisionId,
    task: (transaction: Transaction<StoresDatabase>, held: CaseRow) => Promise<unknown>,
  ) =>
    database.retrying(() =>
      database.db.transaction().execute(async (transaction) => task(transaction, await lockCase(transaction, id))),
    );

  return {
    async list(query: ReviewQuery = {}) {
      const limit = reviewLimit(query);
      if (query.state === 'decided') {
        return read(sql`c.decided_sequence IS NOT NULL AND ${notErased}`, sql`c.decided_sequence DESC`, limit);
      }
      const state =
        query.state === undefined
          ? sql`true`
          : sql`(c.claimed_until > ${now()}) IS ${query.state === 'claimed' ? sql`true` : sql`NOT true`}`;
      return read(sql`c.decided_sequence IS NULL AND ${notErased} AND ${state}`, urgency(now()), limit);
    },

    find: readOne,

    async claimNext(actor: Actor) {
      checkActor(actor, 'claimNext');
      const at = now();
      const id = await database.retrying(() =>
        database.db.transaction().execute(async (transaction) => {
          // Whoever is choosing at this moment has locked the row: the next reviewer passes over it.
          const { rows } = await sql<{ decision_id: string }>`
            SELECT c.decision_id FROM probity.review_case c JOIN probity.audit_entry e ON e.sequence = c.sequence
            WHERE c.decided_sequence IS NULL AND ${notErased}
              AND (c.claimed_until IS NULL OR c.claimed_until <= ${at} OR c.claimed_person = ${personKey(actor.name)})
            ORDER BY (c.claimed_person = ${personKey(actor.name)} AND c.claimed_until > ${at}) IS true DESC,
              ${urgency(at)}
            LIMIT 1 FOR UPDATE OF c SKIP LOCKED`.execute(transaction);
          const next = rows[0]?.decision_id;
          if (next !== undefined) await holdCase(transaction, next, actor, at);
          return next;
        }),
      );
      return id === undefined ? undefined : readOne(id as DecisionId);
    },

    async claim(id, actor) {
      checkActor(actor, 'claim');
      const at = now();
      await change(id, async (transaction, held) => {
        if (held.decided_sequence !== null) throw reviewTaken('decided');
        if (isHeld(held, at) && held.claimed_person !== personKey(actor.name)) throw reviewTaken('held');
        await holdCase(transaction, id, actor, at);
      });
      return readOne(id);
    },

    async release(id, actor) {
      checkActor(actor, 'release');
      await change(id, async (transaction, held) => {
        if (held.decided_sequence !== null || held.claimed_person !== personKey(actor.name)) return;
        await sql`
          UPDATE probity.review_case SET claimed_person = NULL, claimed_name = NULL, claimed_by = NULL,
            claimed_at = NULL, claimed_until = NULL WHERE decision_id = ${id}`.execute(transaction);
      });
      return readOne(id);
    },

    async decide(id, verdict) {
      const found = await readOne(id);
      checkVerdict(verdict, found.suggestion);
      await withOpenChain(context, async (chain) => {
        const held = await lockCase(chain.transaction, id);
        if (held.decided_sequence !== null) return;
        if (!isHeld(held, now()) || held.claimed_at === null) throw reviewTaken('not-held');
        if (held.claimed_person !== personKey(verdict.actor.name)) throw reviewTaken('held');
        const { subject } = caseOfRow(held, now());
        const seal = await noteSealer(context, chain.transaction, subject, verdict.note);
        const body = verdictBody(found, held, subject, verdict, chain.recordedAt);
        const sequence = chain.add('review-decided', body as unknown as JsonValue, seal);
        await sql`
          UPDATE probity.review_case SET decided_sequence = ${sequence} WHERE decision_id = ${id}`.execute(
          chain.transaction,
        );
      });
      const decided = await readOne(id);
      if (!isSameVerdict(decided, verdict)) throw reviewTaken('decided');
      return decided;
    },

    async statistics() {
      const [verdicts, counts] = await Promise.all([
        read(sql`c.decided_sequence IS NOT NULL`, sql`c.decided_sequence DESC`, STATISTICS_VERDICTS),
        database.retrying(() =>
          sql<{ decided: string; claimed: string; open: string }>`
            SELECT count(*) FILTER (WHERE c.decided_sequence IS NOT NULL) AS decided,
              count(*) FILTER (WHERE c.decided_sequence IS NULL AND (c.claimed_until > ${now()}) IS true AND ${notErased})
                AS claimed,
              count(*) FILTER (WHERE c.decided_sequence IS NULL AND (c.claimed_until > ${now()}) IS NOT true
                AND ${notErased}) AS open
            FROM probity.review_case c`.execute(database.db),
        ),
      ]);
      const { decided = 0, claimed = 0, open = 0 } = counts.rows[0] ?? {};
      return summariseVerdicts(verdicts, { open: Number(open), claimed: Number(claimed), decided: Number(decided) });
    },
  };
}

/** The largest stake × age first, then the oldest. */
function urgency(at: Date): RawBuilder<unknown> {
  return sql`c.stake * extract(epoch FROM ${at}::timestamptz - e.recorded_at::timestamptz) DESC, c.sequence`;
}

/** A person who was erased waits for no decision any more. */
const notErased = sql`NOT EXISTS (
  SELECT FROM probity.decision_index i JOIN probity.erased_key x ON x.key_id = i.key_id WHERE i.sequence = c.sequence)`;

/** Identifiers that PostgreSQL takes; nothing was ever recorded under another. */
function isId(id: string): boolean {
  return /^[!-~]+$/.test(id);
}

function isHeld({ claimed_until: until }: CaseRow, at: Date): boolean {
  return until !== null && until.getTime() > at.getTime();
}

/** @throws REVIEW_NOT_FOUND */
async function lockCase(transaction: Transaction<StoresDatabase>, id: DecisionId): Promise<CaseRow> {
  if (!isId(id)) throw reviewNotFound();
  const { rows } = await sql<CaseRow>`
    SELECT e.*, c.decision_id, c.decided_sequence, c.claimed_person, c.claimed_name, c.claimed_by, c.claimed_at,
      c.claimed_until
    FROM probity.review_case c JOIN probity.audit_entry e ON e.sequence = c.sequence
    WHERE c.decision_id = ${id} FOR UPDATE OF c`.execute(transaction);
  const [row] = rows;
  if (row === undefined) throw reviewNotFound();
  return row;
}

async function holdCase(transaction: Transaction<StoresDatabase>, id: string, actor: Actor, at: Date): Promise<void> {
  const until = new Date(at.getTime() + CLAIM_MINUTES * 60_000);
  const person = personKey(actor.name);
  // Who holds on keeps the time at which they began.
  await sql`
    UPDATE probity.review_case SET claimed_person = ${person}, claimed_name = ${actor.name},
      claimed_by = ${actor.identifiedBy}, claimed_until = ${until},
      claimed_at = CASE WHEN claimed_person = ${person} AND claimed_until > ${at} THEN claimed_at ELSE ${at} END
    WHERE decision_id = ${id}`.execute(transaction);
}

function verdictBody(found: ReviewCase, held: CaseRow, subject: string, verdict: NewVerdict, at: string): VerdictBody {
  const { actor, outcome, reasons, note } = verdict;
  return {
    actor: actor.name,
    facts: {
      identifiedBy: actor.identifiedBy,
      decisionId: found.decisionId,
      decisionSequence: Number(held.sequence),
      subject,
      outcome,
      suggestion: found.suggestion,
      isOverride: isOverride(outcome, found.suggestion),
      reasons: [...reasons],
      claimedAt: held.claimed_at?.toISOString() ?? at,
      secondsToDecision: (Date.parse(at) - Date.parse(found.openedAt)) / 1000,
      hasNote: note !== undefined,
    },
  };
}

/**
 * What encrypts the note under the applicant's key; nothing without a note.
 * @throws DECISION_ERASED where the key is gone
 */
async function noteSealer(
  { keys }: ChainContext,
  transaction: Transaction<StoresDatabase>,
  subject: string,
  note: string | undefined,
): Promise<((sequence: number) => Uint8Array) | undefined> {
  const keyId = Buffer.from(subject, 'hex');
  const { rows } = await sql<{ subject_hash: Buffer; first_sequence: string; wrapped_key: Buffer }>`
    SELECT subject_hash, first_sequence, wrapped_key FROM probity.subject_key WHERE key_id = ${keyId}`.execute(
    transaction,
  );
  const [row] = rows;
  if (row === undefined) throw new ProbityError('DECISION_ERASED', "the person's data behind this decision was erased");
  if (note === undefined) return undefined;
  const firstSequence = Number(row.first_sequence);
  const key = unwrapSubjectKey(keys, { keyId, subjectHash: row.subject_hash, firstSequence, wrapped: row.wrapped_key });
  if (key === undefined) {
    throw new ProbityError('AUDIT_BROKEN', `the key that entry ${firstSequence} first used is not as it was written`);
  }
  return (sequence) => sealPayload({ id: keyId, key }, sequence, 'review-decided', Buffer.from(note, 'utf8'));
}

/** Whether a case was decided by this very verdict: an answer was lost and it is sent again. */
function isSameVerdict({ verdict }: ReviewCase, { actor, outcome, reasons, note }: NewVerdict): boolean {
  if (verdict === undefined || !isSamePerson(verdict.actor.name, actor.name)) return false;
  const text = (parts: readonly unknown[]) => JSON.stringify(parts);
  return text([verdict.outcome, verdict.reasons, verdict.note]) === text([outcome, reasons, note]);
}

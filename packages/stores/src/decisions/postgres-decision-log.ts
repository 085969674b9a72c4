import { type Decision, type DecisionId, ProbityError } from '@probity/domain';
import type { DecisionLog, DecisionPage, DecisionQuery, RecordOptions, ReviewTicket } from '@probity/scoring';
import { type RawBuilder, sql } from 'kysely';
import { sha256 } from '../audit/audit-entry.js';
import type { ChainContext } from '../audit/open-chain.js';
import { openPayload, unwrapSubjectKey } from '../audit/payload-envelope.js';
import { brokenEntry, type EntryRow, readBody } from '../audit/read-entry.js';
import { checkDecisionId, type DecisionBody, encodeDecision, summaryOf } from './decision-entry.js';
import { GroupCommit } from './group-commit.js';
import { type BatchOutcome, type PendingDecision, recordBatch, reusedKey } from './record-batch.js';

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 500;

/** The decision log on PostgreSQL, and a way to wait for what is under way. */
export interface PostgresDecisionLog extends DecisionLog {
  /** Resolves when no decision waits to be written. */
  settled(): Promise<void>;
}

export function createPostgresDecisionLog(context: ChainContext): PostgresDecisionLog {
  const { database, keys } = context;
  const commits = new GroupCommit<PendingDecision, BatchOutcome>(
    (batch) => recordBatch(context, batch),
    ({ payload }) => payload.length,
  );

  return {
    async record(decision: Decision, options: RecordOptions = {}): Promise<Decision> {
      checkDecisionId(decision.decisionId);
      const payload = encodeDecision(decision);
      const { idempotency } = options;
      const outcome = await commits.add({
        summary: summaryOf(decision),
        payload,
        subjectHash: keys.subjectHash(options.subject ?? decision.decisionId),
        ...(options.review && { review: checkTicket(options.review) }),
        ...(idempotency && {
          idempotency: {
            keyHash: keys.idempotencyHash('key', idempotency.key),
            requestHash: keys.idempotencyHash('request', idempotency.requestDigest),
          },
        }),
      });
      if (outcome.kind === 'written') return decision;
      if (outcome.kind === 'refused') throw outcome.error;
      const earlier = await readDecision(context, sql`e.sequence = ${outcome.sequence}`);
      if (earlier === undefined) throw brokenEntry(outcome.sequence);
      if (outcome.kind === 'same-key' || encodeDecision(earlier) === payload) return earlier;
      throw new ProbityError('INVALID_ARGUMENT', '`decisionId` of `record` names another decision in the log', {
        field: 'decisionId',
      });
    },

    async findByIdempotencyKey(key: string, requestDigest: string): Promise<Decision | undefined> {
      const keyHash = keys.idempotencyHash('key', key);
      const { rows } = await database.retrying(() =>
        sql<{ request_hash: Buffer; sequence: string }>`
          SELECT request_hash, sequence FROM probity.idempotency WHERE key_hash = ${keyHash}`.execute(database.db),
      );
      const [row] = rows;
      if (row === undefined) return undefined;
      if (!row.request_hash.equals(keys.idempotencyHash('request', requestDigest))) throw reusedKey();
      const decision = await readDecision(context, sql`e.sequence = ${row.sequence}`);
      if (decision === undefined) throw brokenEntry(Number(row.sequence));
      return decision;
    },

    async find(id: DecisionId): Promise<Decision> {
      // PostgreSQL refuses a text with a zero character; nothing was ever recorded under one.
      const decision = /^[!-~]+$/.test(id)
        ? await readDecision(
            context,
            sql`e.sequence = (SELECT sequence FROM probity.decision_index WHERE decision_id = ${id})`,
          )
        : undefined;
      if (decision === undefined) throw notFound();
      if (decision.decisionId !== id)
        throw new ProbityError(
          'AUDIT_BROKEN',
          'the index of decisions is not as it was written; run `probity audit verify`',
        );
      return decision;
    },

    async list(query: DecisionQuery = {}): Promise<DecisionPage> {
      const limit = query.limit ?? DEFAULT_LIMIT;
      if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
        throw new ProbityError(
          'INVALID_ARGUMENT',
          `\`limit\` of \`list\` must be 1 to ${LARGEST_LIMIT}; got ${limit}`,
          {
            field: 'limit',
          },
        );
      }
      const before = query.before ?? '9007199254740991';
      if (!/^\d{1,16}$/.test(before)) {
        throw new ProbityError('INVALID_ARGUMENT', '`before` of `list` must be the `next` of an earlier page', {
          field: 'before',
        });
      }
      const ofOutcome =
        query.outcome === undefined ? sql`` : sql`AND split_part(body, '"', 4) = ${String(query.outcome)}`;
      const { rows } = await database.retrying(() =>
        sql<EntryRow>`
          SELECT * FROM probity.audit_entry WHERE kind = 'decision' AND sequence < ${before} ${ofOutcome}
          ORDER BY sequence DESC LIMIT ${limit + 1}`.execute(database.db),
      );
      const shown = rows.slice(0, limit);
      const decisions = shown.map((row) => summaryOf(readBody<DecisionBody>(row)));
      const last = shown.at(-1);
      return rows.length > limit && last !== undefined ? { decisions, next: last.sequence } : { decisions };
    },

    settled: () => commits.settled(),
  };
}

/** @throws INVALID_ARGUMENT */
function checkTicket({ stake, suggestion }: ReviewTicket): ReviewTicket {
  if (Number.isFinite(stake) && stake >= 0) return { stake, suggestion };
  throw new ProbityError('INVALID_ARGUMENT', `\`stake\` of \`record\` must be ≥ 0; got ${stake}`, { field: 'stake' });
}

interface DecisionRow extends EntryRow {
  readonly envelope: Buffer | null;
  readonly key_id: Buffer | null;
  readonly subject_hash: Buffer | null;
  readonly first_sequence: string | null;
  readonly wrapped_key: Buffer | null;
  readonly is_erased: boolean;
}

/** @throws DECISION_ERASED, AUDIT_BROKEN */
async function readDecision(
  { database, keys }: ChainContext,
  where: RawBuilder<unknown>,
): Promise<Decision | undefined> {
  const { rows } = await database.retrying(() =>
    sql<DecisionRow>`
      SELECT e.*, p.envelope, k.key_id, k.subject_hash, k.first_sequence, k.wrapped_key,
        EXISTS (SELECT FROM probity.erased_key x WHERE x.key_id = substring(p.envelope FROM 2 FOR 16)) AS is_erased
      FROM probity.audit_entry e
      LEFT JOIN probity.audit_payload p ON p.sequence = e.sequence
      LEFT JOIN probity.subject_key k ON k.key_id = substring(p.envelope FROM 2 FOR 16)
      WHERE ${where} AND e.kind = 'decision'`.execute(database.db),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const sequence = Number(row.sequence);
  const body = readBody<DecisionBody>(row);
  if (row.envelope === null || !sha256(row.envelope).equals(row.payload_digest)) throw brokenEntry(sequence);
  if (row.is_erased) {
    throw new ProbityError('DECISION_ERASED', "the person's data behind this decision was erased", {
      decisionId: body.decisionId,
    });
  }
  if (row.key_id === null || row.subject_hash === null || row.wrapped_key === null) throw brokenEntry(sequence);
  const key = unwrapSubjectKey(keys, {
    keyId: row.key_id,
    subjectHash: row.subject_hash,
    firstSequence: Number(row.first_sequence),
    wrapped: row.wrapped_key,
  });
  const payload = key && openPayload(key, sequence, row.kind, row.envelope);
  if (payload === undefined) throw brokenEntry(sequence);
  return JSON.parse(payload.toString('utf8')) as Decision;
}

function notFound(): ProbityError {
  return new ProbityError('DECISION_NOT_FOUND', 'the log holds no decision of this id');
}

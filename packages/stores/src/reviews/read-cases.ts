import { asDecisionId } from '@probity/domain';
import type { ReviewCase, ReviewVerdict } from '@probity/scoring';
import { type RawBuilder, sql } from 'kysely';
import { sha256 } from '../audit/audit-entry.js';
import type { ChainContext } from '../audit/open-chain.js';
import { openPayload, unwrapSubjectKey } from '../audit/payload-envelope.js';
import { brokenEntry, type EntryRow, readBody } from '../audit/read-entry.js';
import type { DecisionBody } from '../decisions/decision-entry.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { VerdictBody } from './verdict-entry.js';

/** The entry of a referral with its row of the queue. */
export interface CaseRow extends EntryRow {
  readonly decision_id: string;
  readonly decided_sequence: string | null;
  readonly claimed_person: string | null;
  readonly claimed_name: string | null;
  readonly claimed_by: string | null;
  readonly claimed_at: Date | null;
  readonly claimed_until: Date | null;
}

/** Cases with their verdicts. @throws AUDIT_BROKEN where an entry or a note is not as it was written */
export async function readCases(
  db: ChainContext['database']['db'],
  keys: KeyRing,
  now: Date,
  { where, order, limit }: { where: RawBuilder<unknown>; order: RawBuilder<unknown>; limit: number },
): Promise<readonly ReviewCase[]> {
  const { rows } = await sql<CaseRow>`
    SELECT e.*, c.decision_id, c.decided_sequence, c.claimed_person, c.claimed_name, c.claimed_by, c.claimed_at,
      c.claimed_until
    FROM probity.review_case c JOIN probity.audit_entry e ON e.sequence = c.sequence
    WHERE ${where} ORDER BY ${order} LIMIT ${limit}`.execute(db);
  const sequences = rows.flatMap(({ decided_sequence: sequence }) => (sequence === null ? [] : [sequence]));
  const verdicts = await readVerdicts(db, keys, sequences);
  return rows.map((row) => {
    const { reviewCase } = caseOfRow(row, now);
    if (row.decided_sequence === null) return reviewCase;
    const verdict = verdicts.get(row.decided_sequence);
    if (verdict?.decisionId !== row.decision_id) throw brokenEntry(Number(row.decided_sequence));
    const { claim: _claim, ...rest } = reviewCase;
    return { ...rest, state: 'decided', ...verdict.parts };
  });
}

/** A row as a case that is not decided. @throws AUDIT_BROKEN */
export function caseOfRow(row: CaseRow, now: Date): { readonly reviewCase: ReviewCase; readonly subject: string } {
  const body = readBody<DecisionBody>(row);
  if (body.decisionId !== row.decision_id || body.decision !== 'refer') throw brokenEntry(Number(row.sequence));
  const { model, riskScore, grade, review, subject } = body;
  const { claimed_name: name, claimed_at: at, claimed_until: until } = row;
  const isClaimed = name !== null && at !== null && until !== null && until.getTime() > now.getTime();
  const identifiedBy = row.claimed_by === 'token' ? 'token' : 'declared';
  const reviewCase: ReviewCase = {
    decisionId: asDecisionId(row.decision_id),
    openedAt: row.recorded_at,
    state: isClaimed ? 'claimed' : 'open',
    model: { name: model.name, version: model.version, hash: model.hash },
    riskScore,
    grade,
    stake: review?.stake ?? 0,
    suggestion: review?.suggestion ?? null,
    ...(isClaimed
      ? { claim: { actor: { name, identifiedBy }, at: at.toISOString(), until: until.toISOString() } }
      : {}),
  };
  return { reviewCase, subject };
}

interface VerdictRow extends EntryRow {
  readonly envelope: Buffer | null;
  readonly key_id: Buffer | null;
  readonly subject_hash: Buffer | null;
  readonly first_sequence: string | null;
  readonly wrapped_key: Buffer | null;
}

type ReadVerdict = { readonly decisionId: string; readonly parts: Pick<ReviewCase, 'verdict' | 'claim'> };

async function readVerdicts(
  db: ChainContext['database']['db'],
  keys: KeyRing,
  sequences: readonly string[],
): Promise<ReadonlyMap<string, ReadVerdict>> {
  if (sequences.length === 0) return new Map();
  const { rows } = await sql<VerdictRow>`
    SELECT e.*, p.envelope, k.key_id, k.subject_hash, k.first_sequence, k.wrapped_key
    FROM probity.audit_entry e
    LEFT JOIN probity.audit_payload p ON p.sequence = e.sequence
    LEFT JOIN probity.subject_key k ON k.key_id = substring(p.envelope FROM 2 FOR 16)
    WHERE e.sequence = ANY(${sequences}::bigint[]) AND e.kind = 'review-decided'`.execute(db);
  return new Map(rows.map((row) => [row.sequence, verdictOf(row, keys)]));
}

function verdictOf(row: VerdictRow, keys: KeyRing): ReadVerdict {
  const { actor, facts } = readBody<VerdictBody>(row);
  const { identifiedBy, outcome, reasons, secondsToDecision, isOverride, claimedAt } = facts;
  const note = facts.hasNote ? readNote(row, keys) : undefined;
  const by = { name: actor, identifiedBy };
  const verdict: ReviewVerdict = {
    outcome,
    reasons,
    ...(note === undefined ? {} : { note }),
    actor: by,
    decidedAt: row.recorded_at,
    secondsToDecision,
    isOverride,
  };
  return {
    decisionId: facts.decisionId,
    parts: { verdict, claim: { actor: by, at: claimedAt, until: row.recorded_at } },
  };
}

/** The note; undefined once the person was erased. @throws AUDIT_BROKEN */
function readNote(row: VerdictRow, keys: KeyRing): string | undefined {
  const sequence = Number(row.sequence);
  if (row.envelope === null || !sha256(row.envelope).equals(row.payload_digest)) throw brokenEntry(sequence);
  if (row.key_id === null || row.subject_hash === null || row.wrapped_key === null) return undefined;
  const key = unwrapSubjectKey(keys, {
    keyId: row.key_id,
    subjectHash: row.subject_hash,
    firstSequence: Number(row.first_sequence),
    wrapped: row.wrapped_key,
  });
  const note = key && openPayload(key, sequence, row.kind, row.envelope);
  if (note === undefined) throw brokenEntry(sequence);
  return note.toString('utf8');
}

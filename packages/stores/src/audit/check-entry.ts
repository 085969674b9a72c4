import type { AuditFinding } from '@probity/scoring';
import type { DecisionBody } from '../decisions/decision-entry.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { VerdictBody } from '../reviews/verdict-entry.js';
import { GENESIS_HASH, hashEntry, sha256 } from './audit-entry.js';
import type { ErasureBody } from './erase-subject.js';
import { envelopeKeyId, openPayload, unwrapSubjectKey } from './payload-envelope.js';
import { entryOfRow } from './read-entry.js';
import type { VerificationRow } from './verification-rows.js';

/** Takes one thing found wrong. */
export type Report = (sequence: number, kind: AuditFinding['kind'], message: string) => void;

/** Where the walk stands: what the next entry must follow. */
export interface ChainPosition {
  readonly sequence: number;
  /** Hashes the next entry may name as the one before; two where the last entry's stored hash is not its own. */
  readonly hashes: readonly Uint8Array[];
}

export const chainStart: ChainPosition = { sequence: 0, hashes: [GENESIS_HASH] };

/**
 * Checks that an entry is as it was written and follows the one before.
 * @returns the position after it, and whether its content can be trusted
 */
export function checkLink(
  row: VerificationRow,
  before: ChainPosition,
  report: Report,
): { readonly position: ChainPosition; readonly isAuthentic: boolean } {
  const entry = entryOfRow(row);
  const { sequence } = entry;
  const expected = before.sequence + 1;
  if (sequence < expected) report(sequence, 'changed', `an entry stands at ${sequence}, where none can`);
  if (sequence > expected) report(expected, 'removed', missingEntries(expected, sequence - 1));

  const ownHash = hashEntry(entry);
  const isAuthentic = ownHash.equals(row.hash);
  if (!isAuthentic) {
    const written = sequenceWrittenAs(row);
    if (written === undefined) report(sequence, 'changed', `entry ${sequence} is not as it was written`);
    else report(sequence, 'reordered', `entry ${sequence} was written as entry ${written}`);
  }
  const follows = before.hashes.some((hash) => row.previous_hash.equals(hash));
  if (isAuthentic && sequence === expected && !follows) {
    report(sequence, 'changed', `entry ${sequence} does not follow the entry that stands before it`);
  }
  return { position: { sequence, hashes: isAuthentic ? [row.hash] : [row.hash, ownHash] }, isAuthentic };
}

/** Checks what stands beside an authentic entry: payload, key, index, Idempotency-Key, erasure. */
export function checkCompanions(row: VerificationRow, keys: KeyRing, report: Report): void {
  checkPayload(row, keys, report);
  checkIndex(row, report);
  checkErasure(row, report);
}

function checkPayload(row: VerificationRow, keys: KeyRing, report: Report): void {
  const sequence = Number(row.sequence);
  const { envelope } = row;
  if (row.payload_digest.length === 0) {
    if (envelope !== null)
      report(sequence, 'payload-changed', `entry ${sequence} was written without a payload and has one`);
    return;
  }
  if (envelope === null) {
    report(sequence, 'payload-missing', `the payload of entry ${sequence} is missing`);
    return;
  }
  if (!sha256(envelope).equals(row.payload_digest)) {
    report(sequence, 'payload-changed', `the payload of entry ${sequence} is not as it was written`);
    return;
  }
  const keyFault = findKeyFault(row, envelope, keys);
  if (keyFault !== undefined) report(sequence, 'key-changed', keyFault);
}

function findKeyFault(row: VerificationRow, envelope: Buffer, keys: KeyRing): string | undefined {
  const sequence = Number(row.sequence);
  const of = `the key of entry ${sequence}`;
  const { key_id: keyId, subject_hash: subjectHash, wrapped_key: wrapped } = row;
  if (row.erased_by !== null && Number(row.erased_by) <= sequence)
    return `${of} is said to be erased before it was used`;
  if (keyId === null || subjectHash === null || wrapped === null) {
    return row.erased_by === null ? `${of} is missing, and no entry erased it` : undefined;
  }
  if (row.erased_by !== null) return `${of} was erased by entry ${row.erased_by} and is there again`;
  const firstSequence = Number(row.first_sequence);
  const key = unwrapSubjectKey(keys, { keyId, subjectHash, firstSequence, wrapped });
  if (key === undefined) return `${of} is not as it was written`;
  return openPayload(key, sequence, row.kind, envelope) === undefined ? `${of} does not open its payload` : undefined;
}

function checkIndex(row: VerificationRow, report: Report): void {
  const sequence = Number(row.sequence);
  const body = row.kind === 'decision' ? (JSON.parse(row.body) as DecisionBody) : undefined;
  const hex = (bytes: Buffer | null) => bytes?.toString('hex');
  if ((row.index_decision_id ?? undefined) !== body?.decisionId || hex(row.index_key_id) !== body?.subject) {
    report(sequence, 'index-changed', `the index of decisions does not agree with entry ${sequence}`);
  }
  if (row.envelope !== null && body !== undefined && hex(envelopeKeyId(row.envelope)) !== body.subject) {
    report(sequence, 'payload-changed', `the payload of entry ${sequence} is another person's`);
  }
  if (row.envelope !== null && row.kind === 'review-decided') {
    const { subject } = (JSON.parse(row.body) as VerdictBody).facts;
    if (hex(envelopeKeyId(row.envelope)) !== subject)
      report(sequence, 'payload-changed', `the note of entry ${sequence} is about another person`);
  }
  const { key, request } = body?.idempotency ?? {};
  if (hex(row.idempotency_key) !== key || hex(row.idempotency_request) !== request) {
    report(sequence, 'index-changed', `the list of Idempotency-Keys does not agree with entry ${sequence}`);
  }
}

function checkErasure(row: VerificationRow, report: Report): void {
  const sequence = Number(row.sequence);
  const erased = row.kind === 'subject-erased' ? (JSON.parse(row.body) as ErasureBody).subject : undefined;
  if (row.erases?.toString('hex') !== erased) {
    report(sequence, 'key-changed', `the list of erased keys does not agree with entry ${sequence}`);
  }
}

/** How far around its place an entry that was moved is looked for. */
const SEARCH_DISTANCE = 1_000;

/** The number under which this row's content was hashed, if it is near. */
function sequenceWrittenAs(row: VerificationRow): number | undefined {
  const entry = entryOfRow(row);
  const first = Math.max(1, entry.sequence - SEARCH_DISTANCE);
  for (let sequence = first; sequence <= entry.sequence + SEARCH_DISTANCE; sequence++) {
    if (hashEntry({ ...entry, sequence }).equals(row.hash)) return sequence;
  }
  return undefined;
}

export function missingEntries(first: number, last: number): string {
  return first === last ? `entry ${first} is missing` : `entries ${first} to ${last} are missing`;
}

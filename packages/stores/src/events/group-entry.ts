import { createHash } from 'node:crypto';
import type { ModelReference } from '@probity/domain';
import type { ArrivalKind, TransactionAnswer } from '@probity/scoring';

/** Never reorder: the positions are stored. */
export const arrivalKinds: readonly ArrivalKind[] = ['event', 'correction', 'amendment'];
export const transactionAnswers: readonly TransactionAnswer[] = ['allow', 'review', 'block'];

/** The chain's entry of a group of arrivals. */
export const GROUP_KIND = 'transactions-recorded';

/** The body of a group's entry: what came and what was decided, and no person. */
export interface GroupBody {
  /** Number of the group's first arrival. */
  readonly first: number;
  readonly count: number;
  /** SHA-256 over all rows of the group, hex; see `digestRows`. */
  readonly digest: string;
  readonly featureSet: string;
  readonly model: ModelReference | null;
  /** How many of each answer: allow, review, block. */
  readonly answers: readonly [number, number, number];
}

/** A row of the table of events, but for its entities. */
export interface EventRow {
  readonly sequence: number;
  readonly kind: number;
  readonly source: string;
  readonly id: string;
  readonly knownAt: number;
  readonly answer: number | null;
  readonly keyId: Uint8Array;
  readonly envelope: Uint8Array;
}

/**
 * SHA-256 over `fields(sequence, kind, source, id, known_at, answer, key_id, envelope)` of each row in order, `answer`
 * being 0 for none and else one more than its position. Written out: this runs for every transaction.
 */
export function digestRows(rows: readonly EventRow[]): string {
  let most = 0;
  for (const { source, id, keyId, envelope } of rows) {
    most += 8 * 4 + 4 * 8 + 3 * (source.length + id.length) + keyId.length + envelope.length;
  }
  // One stretch of bytes, hashed at once: a call for each row costs more than the hash.
  const bytes = Buffer.allocUnsafe(most);
  let at = 0;
  for (const { sequence, kind, source, id, knownAt, answer, keyId, envelope } of rows) {
    at = writeNumber(bytes, sequence, at);
    at = writeNumber(bytes, kind, at);
    at = writeText(bytes, source, at);
    at = writeText(bytes, id, at);
    at = writeNumber(bytes, knownAt, at);
    at = writeNumber(bytes, answer === null ? 0 : answer + 1, at);
    at = bytes.writeUInt32BE(keyId.length, at);
    bytes.set(keyId, at);
    at = bytes.writeUInt32BE(envelope.length, at + keyId.length);
    bytes.set(envelope, at);
    at += envelope.length;
  }
  return createHash('sha256').update(bytes.subarray(0, at)).digest('hex');
}

function writeText(bytes: Buffer, text: string, at: number): number {
  const length = bytes.write(text, at + 4, 'utf8');
  bytes.writeUInt32BE(length, at);
  return at + 4 + length;
}

function writeNumber(bytes: Buffer, value: number, at: number): number {
  const begin = bytes.writeUInt32BE(8, at);
  const high = Math.floor(value / 0x1_0000_0000);
  bytes.writeUInt32BE(high, begin);
  return bytes.writeUInt32BE(value - high * 0x1_0000_0000, begin + 4);
}

export function groupBody(
  rows: readonly EventRow[],
  { featureSet, model }: Pick<GroupBody, 'featureSet' | 'model'>,
): GroupBody {
  const answers: [number, number, number] = [0, 0, 0];
  for (const { answer } of rows) if (answer !== null) answers[answer as 0 | 1 | 2] += 1;
  return {
    first: (rows[0] as EventRow).sequence,
    count: rows.length,
    digest: digestRows(rows),
    featureSet,
    model: model && { name: model.name, version: model.version, hash: model.hash },
    answers,
  };
}

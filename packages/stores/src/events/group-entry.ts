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
  const hash = createHash('sha256');
  for (const { sequence, kind, source, id, knownAt, answer, keyId, envelope } of rows) {
    const sourceBytes = Buffer.byteLength(source, 'utf8');
    const idBytes = Buffer.byteLength(id, 'utf8');
    const head = Buffer.allocUnsafe(8 * 4 + 4 * 8 + sourceBytes + idBytes + keyId.length);
    let at = writeNumber(head, sequence, 0);
    at = writeNumber(head, kind, at);
    at = head.writeUInt32BE(sourceBytes, at);
    at += head.write(source, at, 'utf8');
    at = head.writeUInt32BE(idBytes, at);
    at += head.write(id, at, 'utf8');
    at = writeNumber(head, knownAt, at);
    at = writeNumber(head, answer === null ? 0 : answer + 1, at);
    at = head.writeUInt32BE(keyId.length, at);
    head.set(keyId, at);
    head.writeUInt32BE(envelope.length, at + keyId.length);
    hash.update(head).update(envelope);
  }
  return hash.digest('hex');
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

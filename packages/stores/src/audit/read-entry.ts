import { ProbityError } from '@probity/domain';
import { type AuditEntry, hashEntry } from './audit-entry.js';

/** An entry's columns as the database gives them. */
export interface EntryRow {
  readonly sequence: string;
  readonly kind: string;
  readonly recorded_at: string;
  readonly body: string;
  readonly payload_digest: Buffer;
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
}

export function entryOfRow(row: EntryRow): AuditEntry {
  return {
    sequence: Number(row.sequence),
    kind: row.kind,
    recordedAt: row.recorded_at,
    body: row.body,
    payloadDigest: row.payload_digest,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/**
 * The facts of an entry, after its own hash was checked. (That it stands where it did is for `verify` to say.)
 * @throws AUDIT_BROKEN
 */
export function readBody<Body>(row: EntryRow): Body {
  const entry = entryOfRow(row);
  if (!row.hash.equals(hashEntry(entry))) throw brokenEntry(entry.sequence);
  return JSON.parse(row.body) as Body;
}

export function brokenEntry(sequence: number): ProbityError {
  return new ProbityError(
    'AUDIT_BROKEN',
    `entry ${sequence} of the audit chain is not as it was written; run \`probity audit verify\``,
    { sequence },
  );
}

import { createHash } from 'node:crypto';
import type { KeyRing } from '../keys/key-ring.js';
import { encodeFields } from './encode-fields.js';

/** What an entry tells of. Never rename one: the name is hashed. */
export type AuditKind =
  | 'decision'
  | 'subject-erased'
  | 'model-registered'
  | 'alias-set'
  | 'report-archived'
  | GovernanceKind;

/** What people did: any lower-case words joined by hyphens that are none of the above. */
export type GovernanceKind = string & {};

/** One link of the chain, as stored. The format is for ever; docs/methods/audit-chain.md describes it. */
export interface AuditEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly kind: string;
  /** When it was written: ISO 8601, UTC. */
  readonly recordedAt: string;
  /** Canonical JSON of facts that name no person. */
  readonly body: string;
  /** SHA-256 of the payload's envelope; empty without a payload. */
  readonly payloadDigest: Uint8Array;
  /** Hash of the entry before; 32 zero bytes for the first. */
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

export const ENTRY_FORMAT = 'probity-audit-1';
export const HEAD_FORMAT = 'probity-head-1';

/** What the first entry names as the hash before it. */
export const GENESIS_HASH: Uint8Array = new Uint8Array(32);

/** The hash that an entry of this content has. */
export function hashEntry(entry: Omit<AuditEntry, 'hash'>): Buffer {
  const { sequence, kind, recordedAt, body, payloadDigest, previousHash } = entry;
  return sha256(encodeFields([ENTRY_FORMAT, sequence, kind, recordedAt, body, payloadDigest, previousHash]));
}

/** The end of the chain, authenticated under the master key so that a chain cut short is found. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

export function headMac(keys: KeyRing, head: AuditHead): Buffer {
  return keys.headMac(encodeFields([HEAD_FORMAT, head.sequence, head.hash, keys.id]));
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

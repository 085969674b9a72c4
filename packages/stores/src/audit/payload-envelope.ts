import { randomBytes } from 'node:crypto';
import { decrypt, encrypt } from '../keys/encrypt.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { AuditKind } from './audit-entry.js';
import { encodeFields } from './encode-fields.js';

/** The data key under which one person's payloads are encrypted. Erasing it erases them. */
export interface SubjectKey {
  /** 16 random bytes: what the chain calls the person. */
  readonly id: Uint8Array;
  /** 32 random bytes. */
  readonly key: Uint8Array;
}

const ENVELOPE_VERSION = 1;
const KEY_ID_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
const PAYLOAD_FORMAT = 'probity-payload-1';
const KEY_FORMAT = 'probity-subject-key-1';

export function createSubjectKey(): SubjectKey {
  return { id: randomBytes(KEY_ID_BYTES), key: randomBytes(32) };
}

/** An envelope: version (1 byte), key id (16), then nonce, ciphertext and tag of AES-256-GCM. */
export function sealPayload(subject: SubjectKey, sequence: number, kind: AuditKind, plain: Uint8Array): Buffer {
  const header = Buffer.concat([Uint8Array.of(ENVELOPE_VERSION), subject.id]);
  return Buffer.concat([header, encrypt(subject.key, plain, payloadContext(header, sequence, kind))]);
}

/** The payload; undefined when it is not what was sealed for this entry under this key. */
export function openPayload(key: Uint8Array, sequence: number, kind: string, envelope: Uint8Array): Buffer | undefined {
  const header = envelope.subarray(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header[0] !== ENVELOPE_VERSION) return undefined;
  return decrypt(key, envelope.subarray(HEADER_BYTES), payloadContext(header, sequence, kind));
}

/** The id of the key an envelope was sealed under. */
export function envelopeKeyId(envelope: Uint8Array): Buffer {
  return Buffer.from(envelope.subarray(1, HEADER_BYTES));
}

/** A data key as it is stored, wrapped under the master key and bound to its row. */
export interface WrappedKey {
  readonly keyId: Uint8Array;
  /** Keyed digest of the caller's identifier of the person. */
  readonly subjectHash: Uint8Array;
  /** The entry that first used it. */
  readonly firstSequence: number;
  readonly wrapped: Uint8Array;
}

export function wrapSubjectKey(
  keys: KeyRing,
  subject: SubjectKey,
  subjectHash: Uint8Array,
  firstSequence: number,
): WrappedKey {
  const context = encodeFields([KEY_FORMAT, subject.id, subjectHash, firstSequence]);
  return { keyId: subject.id, subjectHash, firstSequence, wrapped: encrypt(keys.wrapping, subject.key, context) };
}

/** The data key; undefined when the row is not as it was written, or was written under another master key. */
export function unwrapSubjectKey(
  keys: KeyRing,
  { keyId, subjectHash, firstSequence, wrapped }: WrappedKey,
): Buffer | undefined {
  return decrypt(keys.wrapping, wrapped, encodeFields([KEY_FORMAT, keyId, subjectHash, firstSequence]));
}

function payloadContext(header: Uint8Array, sequence: number, kind: string): Buffer {
  return encodeFields([PAYLOAD_FORMAT, header, sequence, kind]);
}

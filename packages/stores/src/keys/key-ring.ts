import { createHmac, hkdfSync } from 'node:crypto';

/** The keys that follow from the master key, one per purpose. */
export interface KeyRing {
  /** Names the master key without telling anything of it: 16 hex digits. */
  readonly id: string;
  /** Wraps the data keys of subjects. */
  readonly wrapping: Buffer;
  /** Keyed digest of a caller's identifier of a person. */
  subjectHash(subject: string): Buffer;
  /** Keyed digest of an Idempotency-Key or of a request's digest. */
  idempotencyHash(purpose: 'key' | 'request', text: string): Buffer;
  /** Keys the pseudonyms of entities that transactions name. */
  readonly entities: Buffer;
  /** Authenticates the head of the chain. */
  headMac(encodedHead: Uint8Array): Buffer;
}

/** @param masterKey 32 bytes */
export function deriveKeyRing(masterKey: Uint8Array): KeyRing {
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(0), `probity/1/${purpose}`, length));
  const subject = derive('subject', 32);
  const head = derive('head', 32);
  const idempotency = { key: derive('idempotency-key', 32), request: derive('request-digest', 32) };
  return {
    id: derive('key-id', 8).toString('hex'),
    wrapping: derive('wrapping', 32),
    entities: derive('entities', 32),
    subjectHash: (text) => createHmac('sha256', subject).update(text, 'utf8').digest(),
    idempotencyHash: (purpose, text) => createHmac('sha256', idempotency[purpose]).update(text, 'utf8').digest(),
    headMac: (encodedHead) => createHmac('sha256', head).update(encodedHead).digest(),
  };
}

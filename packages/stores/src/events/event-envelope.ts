import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

/** What of an arrival may tell of a person, and so is sealed. */
export interface EventPayload {
  readonly content: string;
  readonly decision?: string;
  readonly features?: Float64Array;
}

const ENVELOPE_VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 16;
const FORMAT = Buffer.from('probity-event-1', 'utf8');
const NO_DECISION = 0xffffffff;

/** An envelope: version (1 byte), then nonce, ciphertext and tag of AES-256-GCM, bound to the key's id and the arrival's number. */
export function sealEvent(key: Uint8Array, keyId: Uint8Array, sequence: number, payload: EventPayload): Buffer {
  const nonce = nextNonce();
  const plain = packPayload(payload);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(eventContext(keyId, sequence));
  const envelope = Buffer.allocUnsafe(1 + NONCE_BYTES + plain.length + TAG_BYTES);
  envelope[0] = ENVELOPE_VERSION;
  envelope.set(nonce, 1);
  envelope.set(cipher.update(plain), 1 + NONCE_BYTES);
  cipher.final();
  envelope.set(cipher.getAuthTag(), envelope.length - TAG_BYTES);
  return envelope;
}

/** What was sealed; undefined when it is not what was sealed for this arrival under this key. */
export function openEvent(
  key: Uint8Array,
  keyId: Uint8Array,
  sequence: number,
  envelope: Uint8Array,
): EventPayload | undefined {
  if (envelope[0] !== ENVELOPE_VERSION || envelope.length < 1 + NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = envelope.subarray(1, 1 + NONCE_BYTES);
  const end = envelope.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(eventContext(keyId, sequence)).setAuthTag(envelope.subarray(end));
    const plain = decipher.update(envelope.subarray(1 + NONCE_BYTES, end));
    decipher.final();
    return unpackPayload(plain);
  } catch {
    return undefined;
  }
}

/** Working space of one call each; a cipher takes its bytes at once. */
const context = Buffer.alloc(4 + FORMAT.length + 4 + KEY_ID_BYTES + 4 + 8);
let packed = Buffer.alloc(4_096);

/** `fields("probity-event-1", key_id, sequence)`, written out: this runs for every transaction. Valid until the next call. */
function eventContext(keyId: Uint8Array, sequence: number): Buffer {
  let at = context.writeUInt32BE(FORMAT.length, 0);
  context.set(FORMAT, at);
  at = context.writeUInt32BE(KEY_ID_BYTES, at + FORMAT.length);
  context.set(keyId, at);
  at = context.writeUInt32BE(8, at + KEY_ID_BYTES);
  context.writeBigUInt64BE(BigInt(sequence), at);
  return context;
}

/**
 * Length and bytes of the content, length and bytes of the decision (2³² − 1: none), then the features, little-endian.
 * Valid until the next call.
 */
function packPayload({ content, decision, features }: EventPayload): Buffer {
  const most = 8 + 3 * (content.length + (decision?.length ?? 0)) + 8 * (features?.length ?? 0);
  if (packed.length < most) packed = Buffer.alloc(2 * most);
  const plain = packed;
  const contentBytes = plain.write(content, 4, 'utf8');
  let at = plain.writeUInt32BE(contentBytes, 0) + contentBytes;
  const decisionBytes = decision === undefined ? 0 : plain.write(decision, at + 4, 'utf8');
  at = plain.writeUInt32BE(decision === undefined ? NO_DECISION : decisionBytes, at) + decisionBytes;
  for (let index = 0; index < (features?.length ?? 0); index++) {
    at = plain.writeDoubleLE((features as Float64Array)[index] as number, at);
  }
  return plain.subarray(0, at);
}

function unpackPayload(plain: Buffer): EventPayload {
  const contentEnd = 4 + plain.readUInt32BE(0);
  const content = plain.toString('utf8', 4, contentEnd);
  const decisionBytes = plain.readUInt32BE(contentEnd);
  const begin = contentEnd + 4;
  const end = begin + (decisionBytes === NO_DECISION ? 0 : decisionBytes);
  const features = new Float64Array((plain.length - end) / 8);
  for (let index = 0; index < features.length; index++) features[index] = plain.readDoubleLE(end + 8 * index);
  return {
    content,
    ...(decisionBytes === NO_DECISION ? {} : { decision: plain.toString('utf8', begin, end) }),
    ...(features.length === 0 ? {} : { features }),
  };
}

const nonces = Buffer.alloc(NONCE_BYTES * 1_024);
let nonceAt = nonces.length;

/** Random bytes are drawn for a thousand at once: each draw costs as much as sealing. To be copied before the next call. */
function nextNonce(): Buffer {
  if (nonceAt === nonces.length) {
    randomFillSync(nonces);
    nonceAt = 0;
  }
  nonceAt += NONCE_BYTES;
  return nonces.subarray(nonceAt - NONCE_BYTES, nonceAt);
}

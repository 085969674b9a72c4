import { ProbityError } from '@probity/domain';

/** Begins every encrypted bundle; a plain one begins as a ZIP does. */
const MAGIC = 'PROBITY1';
const MAGIC_BYTES = 8;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC_BYTES + KEY_ID_BYTES + NONCE_BYTES;
const KEY_BYTES = 32;

/** Whether these bytes are an encrypted bundle. */
export function isEncryptedBundle(bytes: Uint8Array): boolean {
  if (bytes.length < MAGIC_BYTES) return false;
  for (let i = 0; i < MAGIC_BYTES; i++) if (bytes[i] !== MAGIC.charCodeAt(i)) return false;
  return true;
}

/**
 * Encrypts a bundle with AES-256-GCM, through WebCrypto: the same bytes in Node and in browsers.
 *
 * The envelope is "PROBITY1", 8 bytes that name the key, the 12 bytes of the nonce and the ciphertext with its tag; all that comes before
 * the ciphertext is authenticated with it. Key, nonce and name come from the given key by HKDF-SHA-256; the nonce is an HMAC of the bundle,
 * so equal bundles give equal envelopes and no nonce ever serves two bundles.
 *
 * @param key base64 of 32 random bytes, as `openssl rand -base64 32` prints
 * @throws BUNDLE_KEY_INVALID for another key; BUNDLE_ENCRYPTED when the bytes are an envelope already
 * @example const sealed = await encryptBundle((await writeBundle(bundle)).bytes, key);
 */
export async function encryptBundle(bytes: Uint8Array, key: string): Promise<Uint8Array> {
  if (isEncryptedBundle(bytes)) {
    throw new ProbityError(
      'BUNDLE_ENCRYPTED',
      'the bundle is encrypted already: decrypt it before another key is used',
    );
  }
  const keys = await deriveKeys(key);
  const mac = new Uint8Array(await subtleCrypto().sign('HMAC', keys.nonceKey, own(bytes)));
  const head = new Uint8Array(HEAD_BYTES);
  for (let i = 0; i < MAGIC_BYTES; i++) head[i] = MAGIC.charCodeAt(i);
  head.set(keys.id, MAGIC_BYTES);
  head.set(mac.subarray(0, NONCE_BYTES), MAGIC_BYTES + KEY_ID_BYTES);
  const sealed = new Uint8Array(await subtleCrypto().encrypt(gcmOf(head), keys.cipherKey, own(bytes)));
  const envelope = new Uint8Array(HEAD_BYTES + sealed.length);
  envelope.set(head);
  envelope.set(sealed, HEAD_BYTES);
  return envelope;
}

/**
 * The bundle in an envelope that `encryptBundle` wrote; bytes that are no envelope are given back as they are.
 *
 * @param key the key it was encrypted with; not needed for a plain bundle
 * @throws BUNDLE_ENCRYPTED without a key; BUNDLE_KEY_INVALID for one of another form or another key; BUNDLE_TAMPERED when a single
 * bit was altered or bytes are missing
 */
export async function decryptBundle(bytes: Uint8Array, key: string | undefined): Promise<Uint8Array> {
  if (!isEncryptedBundle(bytes)) return bytes;
  if (key === undefined) {
    throw new ProbityError('BUNDLE_ENCRYPTED', 'the bundle is encrypted and no key is given: set PROBITY_BUNDLE_KEY');
  }
  const keys = await deriveKeys(key);
  if (bytes.length < HEAD_BYTES + TAG_BYTES) throw tampered();
  const head = own(bytes.subarray(0, HEAD_BYTES));
  if (keys.id.some((byte, index) => head[MAGIC_BYTES + index] !== byte)) {
    throw new ProbityError(
      'BUNDLE_KEY_INVALID',
      'the bundle was encrypted with another key than the one that is given',
    );
  }
  try {
    return new Uint8Array(await subtleCrypto().decrypt(gcmOf(head), keys.cipherKey, own(bytes.subarray(HEAD_BYTES))));
  } catch (cause) {
    throw tampered(cause);
  }
}

/** @throws BUNDLE_KEY_INVALID unless it is base64 of 32 bytes; the message does not repeat it */
export function checkBundleKey(key: string): Uint8Array<ArrayBuffer> {
  const text = key.trim();
  const bytes = /^[A-Za-z0-9+/]{43}=$/.test(text) ? decodeBase64(text) : undefined;
  if (bytes !== undefined) return bytes;
  throw new ProbityError(
    'BUNDLE_KEY_INVALID',
    `PROBITY_BUNDLE_KEY must be base64 of ${KEY_BYTES} random bytes, as \`openssl rand -base64 32\` prints`,
    { field: 'PROBITY_BUNDLE_KEY' },
  );
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** 43 characters and a "=": 32 bytes; undefined when the last character holds bits that belong to no byte. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(KEY_BYTES);
  let held = 0;
  let bits = 0;
  let next = 0;
  for (const character of text.slice(0, -1)) {
    held = (held << 6) | ALPHABET.indexOf(character);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[next++] = (held >> bits) & 255;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : undefined;
}

interface DerivedKeys {
  readonly cipherKey: WebCryptoKey;
  readonly nonceKey: WebCryptoKey;
  readonly id: Uint8Array;
}

async function deriveKeys(key: string): Promise<DerivedKeys> {
  const subtle = subtleCrypto();
  const root = await subtle.importKey('raw', checkBundleKey(key), 'HKDF', false, ['deriveBits']);
  const part = async (purpose: string, bits: number) =>
    new Uint8Array(
      await subtle.deriveBits(
        {
          ...{ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0) },
          info: new TextEncoder().encode(`probity-bundle-1 ${purpose}`),
        },
        root,
        bits,
      ),
    );
  const [cipher, nonce, id] = await Promise.all([
    part('cipher', 256),
    part('nonce', 256),
    part('name', KEY_ID_BYTES * 8),
  ]);
  return {
    cipherKey: await subtle.importKey('raw', cipher, 'AES-GCM', false, ['encrypt', 'decrypt']),
    nonceKey: await subtle.importKey('raw', nonce, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
    id,
  };
}

function gcmOf(head: Uint8Array<ArrayBuffer>) {
  return {
    name: 'AES-GCM',
    iv: own(head.subarray(MAGIC_BYTES + KEY_ID_BYTES)),
    additionalData: head,
    tagLength: TAG_BYTES * 8,
  } as const;
}

function subtleCrypto(): WebCryptoSubtle {
  const subtle = typeof crypto === 'undefined' ? undefined : crypto.subtle;
  if (subtle !== undefined) return subtle;
  throw new ProbityError('INVALID_ARGUMENT', 'encryption needs WebCrypto: open the page over https or on 127.0.0.1');
}

/** A copy on a buffer of its own: WebCrypto takes no shared memory. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function tampered(cause?: unknown): ProbityError {
  const message = 'the encrypted bundle was altered or cut short: its bytes are not those that were encrypted';
  return new ProbityError('BUNDLE_TAMPERED', message, {}, { cause });
}

import { ProbityError } from '@probity/domain';
import {
  checkBundleKey,
  createDecryptingRegistry,
  decryptBundle,
  encryptBundle,
  isEncryptedBundle,
} from '@probity/scoring';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInMemoryModelRegistry } from '../../src/ports/in-memory-model-registry.js';

const key = Buffer.alloc(32, 7).toString('base64');
const otherKey = Buffer.alloc(32, 8).toString('base64');
const bytes = new Uint8Array(Array.from({ length: 300 }, (_, index) => (index * 37) % 256));

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    return error instanceof ProbityError ? error.code : String(error);
  }
  return 'nothing was thrown';
};

describe('the envelope of a bundle', () => {
  it('gives the bytes back under its key, and passes plain bytes as they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (plain) => {
        fc.pre(!isEncryptedBundle(plain));
        const envelope = await encryptBundle(plain, key);
        expect(isEncryptedBundle(envelope)).toBe(true);
        expect(await decryptBundle(envelope, key)).toEqual(plain);
        expect(await decryptBundle(plain, undefined)).toBe(plain);
      }),
      { numRuns: 25 },
    );
  });

  it('is the same bytes for the same bundle and key, and shows nothing of the bundle', async () => {
    const envelope = await encryptBundle(bytes, key);
    expect(await encryptBundle(bytes, key)).toEqual(envelope);
    expect(await encryptBundle(bytes, otherKey)).not.toEqual(envelope);
    expect(Buffer.from(envelope).includes(Buffer.from(bytes.subarray(0, 8)))).toBe(false);
    expect(envelope.length).toBe(8 + 8 + 12 + bytes.length + 16);
  });

  it('is what WebCrypto’s AES-256-GCM under HKDF-SHA-256 gives, computed here a second time', async () => {
    const envelope = await encryptBundle(bytes, key);
    const { hkdfSync, createDecipheriv } = await import('node:crypto');
    const part = (purpose: string, length: number) =>
      Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 7), new Uint8Array(0), `probity-bundle-1 ${purpose}`, length));
    expect(Buffer.from(envelope.subarray(0, 16))).toEqual(Buffer.concat([Buffer.from('PROBITY1'), part('name', 8)]));
    const decipher = createDecipheriv('aes-256-gcm', part('cipher', 32), envelope.subarray(16, 28));
    decipher.setAAD(envelope.subarray(0, 28));
    decipher.setAuthTag(envelope.subarray(-16));
    const plain = Buffer.concat([decipher.update(envelope.subarray(28, -16)), decipher.final()]);
    expect(new Uint8Array(plain)).toEqual(bytes);
  });

  it('is refused when any single bit is flipped, or when it is cut short', async () => {
    const envelope = await encryptBundle(bytes, key);
    for (let bit = 0; bit < envelope.length * 8; bit += 7) {
      const altered = envelope.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (!isEncryptedBundle(altered)) continue;
      const isName = bit >> 3 < 16;
      expect(await codeOf(decryptBundle(altered, key))).toBe(isName ? 'BUNDLE_KEY_INVALID' : 'BUNDLE_TAMPERED');
    }
    for (const length of [8, 20, 43, envelope.length - 1]) {
      expect(['BUNDLE_TAMPERED', 'BUNDLE_KEY_INVALID']).toContain(
        await codeOf(decryptBundle(envelope.slice(0, length), key)),
      );
    }
  });

  it('says that a key is missing, is another one, or is none', async () => {
    const envelope = await encryptBundle(bytes, key);
    expect(await codeOf(decryptBundle(envelope, undefined))).toBe('BUNDLE_ENCRYPTED');
    expect(await codeOf(decryptBundle(envelope, otherKey))).toBe('BUNDLE_KEY_INVALID');
    expect(await codeOf(encryptBundle(envelope, key))).toBe('BUNDLE_ENCRYPTED');
    for (const odd of [
      '',
      'secret',
      key.slice(1),
      `${key}=`,
      Buffer.alloc(31, 1).toString('base64'),
      `${key.slice(0, 42)}d=`,
    ]) {
      expect(() => checkBundleKey(odd)).toThrow(/must be base64 of 32 random bytes/);
    }
    expect(checkBundleKey(`${key}\n`)).toEqual(new Uint8Array(32).fill(7));
    const random = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 91 + 5) % 256));
    expect(Buffer.from(checkBundleKey(random.toString('base64')))).toEqual(random);
  });

  it('stays closed in a registry and is opened as it is loaded', async () => {
    const inner = createInMemoryModelRegistry(() => '2026-01-01T00:00:00.000Z');
    const registry = createDecryptingRegistry(inner, key);
    const envelope = await encryptBundle(bytes, key);
    const hash = 'a'.repeat(64) as never;
    await registry.register({ name: 'm', hash, bytes: envelope, summary: {} });
    expect(await inner.load(hash)).toEqual(envelope);
    expect(await registry.load(hash)).toEqual(bytes);
    expect(await codeOf(createDecryptingRegistry(inner, undefined).load(hash))).toBe('BUNDLE_ENCRYPTED');
  });
});

import { ProbityError } from '@probity/domain';

/**
 * SHA-256 as lower-case hex, through WebCrypto: the same call in Node and in browsers.
 * @throws INVALID_ARGUMENT where WebCrypto is missing, as on a page that is neither https nor loopback
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const subtle = typeof crypto === 'undefined' ? undefined : crypto.subtle;
  if (subtle === undefined) {
    throw new ProbityError('INVALID_ARGUMENT', 'hashing needs WebCrypto: open the page over https or on 127.0.0.1');
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

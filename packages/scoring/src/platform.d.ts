// The few platform objects that Node and browsers share; declared here because this package sees neither's types.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes: Uint8Array): string;
}
/** A key that the platform holds. */
interface WebCryptoKey {
  readonly type: string;
}
interface WebCryptoGcm {
  readonly name: 'AES-GCM';
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly additionalData: Uint8Array<ArrayBuffer>;
  readonly tagLength: number;
}
interface WebCryptoSubtle {
  digest(algorithm: 'SHA-256', data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  importKey(
    format: 'raw',
    key: Uint8Array<ArrayBuffer>,
    algorithm: string | { readonly name: string; readonly hash: string },
    extractable: boolean,
    uses: readonly string[],
  ): Promise<WebCryptoKey>;
  deriveBits(
    algorithm: {
      readonly name: string;
      readonly hash: string;
      readonly salt: Uint8Array<ArrayBuffer>;
      readonly info: Uint8Array<ArrayBuffer>;
    },
    key: WebCryptoKey,
    bits: number,
  ): Promise<ArrayBuffer>;
  sign(algorithm: 'HMAC', key: WebCryptoKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  encrypt(algorithm: WebCryptoGcm, key: WebCryptoKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  decrypt(algorithm: WebCryptoGcm, key: WebCryptoKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}
declare const crypto: { readonly subtle?: WebCryptoSubtle } | undefined;

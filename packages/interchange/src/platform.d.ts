// The platform object that Node and browsers share; declared here because this package sees neither's types.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(encoding: 'utf-8', options: { readonly fatal: boolean });
  decode(bytes: Uint8Array): string;
}

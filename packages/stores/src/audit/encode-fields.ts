/**
 * An unambiguous encoding of a list of fields: each is its length (4 bytes, big-endian) and its bytes.
 * Texts are UTF-8; numbers are whole, ≥ 0, as 8 bytes, big-endian. No two lists share an encoding.
 */
export function encodeFields(fields: readonly (string | number | Uint8Array)[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    const bytes =
      typeof field === 'string' ? Buffer.from(field, 'utf8') : typeof field === 'number' ? wholeNumber(field) : field;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  }
  return Buffer.concat(parts);
}

function wholeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/text/decode-text.js';

describe('bytes of a bank file', () => {
  it('are decoded as the platform decodes UTF-8, and nothing that it refuses is taken for it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }).filter((bytes) => !bytes.includes(0)),
        (bytes) => {
          let expected: string | undefined;
          try {
            expected = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
          } catch {
            expected = undefined;
          }
          const hasMark16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
          fc.pre(!hasMark16);
          const decoded = decodeText(bytes);
          expect(decoded.encoding).toBe(expected === undefined ? 'windows-1252' : 'utf-8');
          if (expected !== undefined) expect(decoded.text).toBe(expected);
          else {
            // Runtimes disagree on 0x80 to 0x9f; the rest is Latin-1.
            const latin = (text: string) => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '');
            expect(latin(decoded.text)).toBe(latin(Buffer.from(bytes).toString('latin1')));
            expect(decoded.text).toHaveLength(bytes.length);
          }
        },
      ),
    );
  });

  it('in UTF-16 are known with and without a mark, in both orders', () => {
    const text = 'Datum;Betrag\n01.02.2024;-1,00 €\n';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    expect(decodeText(little)).toEqual({ text, encoding: 'utf-16le' });
    expect(decodeText(big)).toEqual({ text, encoding: 'utf-16be' });
    expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), little])).text).toBe(text);
    expect(decodeText(Uint8Array.of(0x80, 0x20, 0xfc)).text).toBe('€ ü');
    expect(decodeText(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])).text).toBe(text);
  });
});

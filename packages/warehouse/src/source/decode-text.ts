import { isAscii, isUtf8 } from 'node:buffer';
import type { Dialect } from '@probity/training';

/** Thrown when bytes are not what the encoding allows; the reader then tries another encoding or refuses the file. */
export class InvalidBytesError extends Error {}

/** Turns chunks of bytes into chunks of text; a character cut by a chunk's end waits for the next one. */
export interface TextDecoding {
  decode(bytes: Buffer): string;
  /** The rest. @throws InvalidBytesError when the last character is incomplete */
  finish(): string;
}

/** A decoder for one file; a byte-order mark at its start is dropped. */
export function startDecoding(encoding: Dialect['encoding']): TextDecoding {
  let carried: Buffer = Buffer.alloc(0);
  let started = false;
  const { wholeLength, toText } = decoders[encoding];

  function withoutMark(text: string): string {
    if (started || text === '') return text;
    started = true;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  return {
    decode(bytes) {
      const all = carried.length === 0 ? bytes : Buffer.concat([carried, bytes]);
      const length = wholeLength(all);
      carried = Buffer.from(all.subarray(length));
      return withoutMark(toText(all.subarray(0, length)));
    },
    finish() {
      // An odd byte at the end of UTF-16 is a cut file; readers everywhere drop it.
      return encoding.startsWith('utf-16') ? '' : withoutMark(toText(carried));
    },
  };
}

interface Decoder {
  /** How many of the bytes make whole characters. */
  readonly wholeLength: (bytes: Buffer) => number;
  readonly toText: (bytes: Buffer) => string;
}

const decoders: Readonly<Record<Dialect['encoding'], Decoder>> = {
  'utf-8': { wholeLength: wholeUtf8Length, toText: utf8Text },
  'utf-16le': { wholeLength: evenLength, toText: (bytes) => bytes.toString('utf16le') },
  'utf-16be': { wholeLength: evenLength, toText: (bytes) => Buffer.from(bytes).swap16().toString('utf16le') },
  'windows-1252': { wholeLength: (bytes) => bytes.length, toText: windows1252Text },
};

function evenLength(bytes: Buffer): number {
  return bytes.length - (bytes.length % 2);
}

/** Length without a last character that is not complete yet. */
function wholeUtf8Length(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

function utf8Text(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new InvalidBytesError('not UTF-8');
  return bytes.toString('utf8');
}

// The 27 characters by which Windows-1252 differs from Latin-1, for bytes 0x80 to 0x9f; written out because
// runtimes have disagreed on them. A gap (0x81, …) stands for itself, as the WHATWG table has it.
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function windows1252Text(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (isAscii(bytes)) return text;
  return text.replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
}

import { isUtf8 } from 'node:buffer';
import { ProbityError } from '@probity/domain';
import type { Dialect } from '@probity/training';
import { InvalidBytesError, startDecoding } from './decode-text.js';
import { readBytes, readFirstBytes } from './read-bytes.js';

const SAMPLE_BYTES = 1 << 18;
/** More control characters than this share of the text means it is no text. */
const CONTROL_SHARE_LIMIT = 0.01;

/** The start of a file as text, and how its bytes are to be read. */
export interface FileSample {
  readonly gzip: boolean;
  readonly encoding: Dialect['encoding'];
  readonly byteOrderMark: boolean;
  /** At most 256 KiB of the content. */
  readonly text: string;
  /** True when `text` is the whole file. */
  readonly complete: boolean;
}

/**
 * Reads the start of a file and finds out packing and encoding from its bytes.
 * @throws FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE
 */
export async function sampleFile(file: string, stated: Partial<Dialect>): Promise<FileSample> {
  const magic = await readMagic(file);
  refuseOtherFormats(file, magic);
  const gzip = stated.gzip ?? (magic[0] === 0x1f && magic[1] === 0x8b);
  const { bytes, complete } = await firstContent(file, gzip);
  if (bytes.length === 0) throw new ProbityError('FILE_EMPTY', `"${file}" is empty`, { file });
  const mark = byteOrderMarkOf(bytes);
  const encoding = stated.encoding ?? mark ?? guessEncoding(bytes);
  const text = decodeSample(file, bytes, encoding, complete);
  refuseBinary(file, text);
  return { gzip, encoding, byteOrderMark: mark !== undefined, text, complete };
}

/** True for a file that starts as Parquet files do. @throws FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE */
export async function isParquet(file: string): Promise<boolean> {
  return (await readMagic(file)).toString('latin1', 0, 4) === 'PAR1';
}

async function readMagic(file: string): Promise<Buffer> {
  const magic = await readFirstBytes(file, 8);
  if (magic.length === 0) throw new ProbityError('FILE_EMPTY', `"${file}" is empty`, { file });
  return magic;
}

const otherFormats: readonly (readonly [magic: string, name: string])[] = [
  ['PK\x03\x04', 'a ZIP archive or a spreadsheet'],
  ['%PDF', 'a PDF'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['\xd0\xcf\x11\xe0', 'an old spreadsheet'],
  ['PARE', 'an encrypted Parquet file'],
  ['Obj\x01', 'an Avro file'],
  ['ORC', 'an ORC file'],
];

function refuseOtherFormats(file: string, magic: Buffer): void {
  const start = magic.toString('latin1');
  const other = otherFormats.find(([signature]) => start.startsWith(signature));
  if (other === undefined) return;
  throw new ProbityError('FILE_UNREADABLE', `"${file}" is ${other[1]}, not delimited text`, { file });
}

async function firstContent(file: string, gzip: boolean): Promise<{ bytes: Buffer; complete: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const { bytes } of readBytes(file, gzip)) {
    chunks.push(bytes);
    length += bytes.length;
    if (length > SAMPLE_BYTES) return { bytes: Buffer.concat(chunks).subarray(0, SAMPLE_BYTES), complete: false };
  }
  return { bytes: Buffer.concat(chunks), complete: true };
}

function byteOrderMarkOf(bytes: Buffer): Dialect['encoding'] | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Without a mark: UTF-16 shows by its zero bytes, and what is not UTF-8 is taken for Windows-1252. */
function guessEncoding(bytes: Buffer): Dialect['encoding'] {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
  const pairs = bytes.length / 2;
  const [even = 0, odd = 0] = zeros;
  if (odd > 0.4 * pairs && even < 0.05 * pairs) return 'utf-16le';
  if (even > 0.4 * pairs && odd < 0.05 * pairs) return 'utf-16be';
  // Up to three bytes may belong to a character that the end of the sample cut.
  for (let cut = 0; cut < 4; cut++) if (isUtf8(bytes.subarray(0, bytes.length - cut))) return 'utf-8';
  return 'windows-1252';
}

function decodeSample(file: string, bytes: Buffer, encoding: Dialect['encoding'], complete: boolean): string {
  try {
    const decoding = startDecoding(encoding);
    const text = decoding.decode(bytes);
    return complete ? text + decoding.finish() : text;
  } catch (error) {
    if (!(error instanceof InvalidBytesError)) throw error;
    throw new ProbityError('FILE_UNREADABLE', `"${file}" is not ${encoding}, as was stated`, { file });
  }
}

function refuseBinary(file: string, text: string): void {
  let controls = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) controls += 1;
  }
  if (controls > CONTROL_SHARE_LIMIT * text.length) {
    throw new ProbityError('FILE_UNREADABLE', `"${file}" holds binary data, not text`, { file });
  }
}

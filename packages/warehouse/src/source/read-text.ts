import { createHash } from 'node:crypto';
import { ProbityError } from '@probity/domain';
import type { Dialect } from '@probity/training';
import { InvalidBytesError, startDecoding } from './decode-text.js';
import { readBytes } from './read-bytes.js';

/** How a file's bytes become text. */
export interface TextSource {
  readonly gzip: boolean;
  readonly encoding: Dialect['encoding'];
  /** When true bytes that the encoding forbids are an error; else the file is read again as Windows-1252. */
  readonly encodingStated: boolean;
}

/** Takes a file's text in chunks and gives what it made of it. */
export interface TextReader<Result> {
  push(text: string): void;
  finish(): Result;
}

/** What was read, with the digest of the bytes as they lie on disk (SHA-256, lower-case hex). */
export interface ReadText<Result> {
  readonly result: Result;
  readonly sourceHash: string;
  readonly encoding: Dialect['encoding'];
}

/**
 * Feeds a whole file to a reader.
 *
 * @param start makes a fresh reader: a second one is needed when the encoding turns out to be another
 * @throws FILE_UNREADABLE
 */
export async function readText<Result>(
  file: string,
  source: TextSource,
  start: () => TextReader<Result>,
  onProgress: (share: number) => void,
): Promise<ReadText<Result>> {
  try {
    return await readAs(file, source.gzip, source.encoding, start(), onProgress);
  } catch (error) {
    if (!(error instanceof InvalidBytesError)) throw error;
    if (source.encodingStated) {
      throw new ProbityError('FILE_UNREADABLE', `"${file}" is not ${source.encoding}, as was stated`, { file });
    }
    // Every byte is a character in Windows-1252, so this cannot fail again.
    return await readAs(file, source.gzip, 'windows-1252', start(), onProgress);
  }
}

async function readAs<Result>(
  file: string,
  gzip: boolean,
  encoding: Dialect['encoding'],
  reader: TextReader<Result>,
  onProgress: (share: number) => void,
): Promise<ReadText<Result>> {
  const digest = createHash('sha256');
  const decoding = startDecoding(encoding);
  for await (const { bytes, share } of readBytes(file, gzip, digest)) {
    reader.push(decoding.decode(bytes));
    onProgress(share);
  }
  reader.push(decoding.finish());
  return { result: reader.finish(), sourceHash: digest.digest('hex'), encoding };
}

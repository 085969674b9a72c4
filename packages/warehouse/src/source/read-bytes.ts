import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ProbityError } from '@probity/domain';

const CHUNK_BYTES = 1 << 20;

/** A chunk of a file's content, unpacked, with the share of the file read so far in [0, 1]. */
export interface ByteChunk {
  readonly bytes: Buffer;
  readonly share: number;
}

/**
 * The content of a file in chunks, unpacked where `gzip` says so.
 *
 * @param digest takes every byte of the file as it lies on disk, when given
 * @throws FILE_UNREADABLE when the disk or the archive gives out
 */
export async function* readBytes(file: string, gzip: boolean, digest?: Hash): AsyncGenerator<ByteChunk> {
  const { size } = await stat(file);
  const raw = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  if (digest !== undefined) raw.on('data', (bytes) => digest.update(bytes));
  // `pipeline` hands an error of either stream to the one we read from and closes both when we stop early.
  const content = gzip ? pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : raw;
  try {
    for await (const bytes of content) yield { bytes: bytes as Buffer, share: size === 0 ? 1 : raw.bytesRead / size };
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    raw.destroy();
  }
}

/**
 * The first bytes of a file as they lie on disk.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE (a folder, no permission)
 */
export async function readFirstBytes(file: string, count: number): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const bytes = Buffer.alloc(count);
      const { bytesRead } = await handle.read(bytes, 0, count, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

const WHY: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'its gzip stream ends too early',
  Z_DATA_ERROR: 'its gzip stream is damaged',
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
};

function unreadable(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ProbityError('FILE_NOT_FOUND', `"${file}" is not there`, { file }, { cause: error });
  }
  if (code === '') return error;
  return new ProbityError(
    'FILE_UNREADABLE',
    `"${file}" cannot be read: ${WHY[code] ?? code}`,
    { file },
    { cause: error },
  );
}

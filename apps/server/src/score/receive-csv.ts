import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProbityError } from '@probity/domain';
import type { FastifyRequest } from 'fastify';

/** A CSV that was sent, on disk until the request is answered. */
export interface ReceivedCsv {
  readonly file: string;
  /** Removes it. Idempotent. */
  discard(): Promise<void>;
}

/**
 * Puts a body on disk before the first row is scored.
 *
 * Scoring while it arrives would need a client that reads while it writes; browsers do not, and both sides would wait.
 * The file lies in a folder that only this user may enter, and goes with the request.
 *
 * @throws BODY_TOO_LARGE beyond `mostBytes`
 */
export async function receiveCsv(
  payload: NodeJS.ReadableStream,
  request: FastifyRequest,
  mostBytes: number,
): Promise<ReceivedCsv> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const folder = await mkdtemp(join(tmpdir(), 'probity-batch-'));
  const discard = () => rm(folder, { recursive: true, force: true });
  const file = join(folder, 'applications.csv');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > mostBytes) done(tooLarge(mostBytes));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(payload, counted, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    return { file, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

function tooLarge(mostBytes: number): ProbityError {
  return new ProbityError('BODY_TOO_LARGE', `the CSV is larger than ${Math.round(mostBytes / 2 ** 20)} MiB`);
}

import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { ProbityError } from '@probity/domain';

/**
 * Puts files of one header together into one file for the length of `use`: parts of a set, or a file for each year.
 *
 * @param folder where the joined file lies meanwhile
 * @throws INVALID_ARGUMENT for files that are no delimited text; COLUMN_MISSING when their headers differ; FILE_NOT_FOUND
 */
export async function withJoinedFiles<Result>(
  files: readonly string[],
  folder: string,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const [only] = files;
  if (only === undefined) throw new ProbityError('INVALID_ARGUMENT', 'name a file', { field: 'file' });
  if (files.length === 1) return use(only);
  const odd = files.find((file) => !/\.(csv|tsv|txt)(\.gz)?$/i.test(file));
  if (odd !== undefined) {
    const message = `several files must be delimited text (.csv, .tsv, .txt, also .gz) with one header; "${odd}" is not`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'file' });
  }
  await mkdir(folder, { recursive: true });
  const joined = join(folder, `joined-${process.pid}.csv`);
  try {
    await joinInto(joined, files);
    return await use(joined);
  } finally {
    await rm(joined, { force: true });
  }
}

async function joinInto(target: string, files: readonly string[]): Promise<void> {
  const out = await open(target, 'w');
  try {
    let header: Buffer | undefined;
    for (const file of files) {
      let start: Buffer | undefined = Buffer.alloc(0);
      let lastByte = 10;
      const write = async (bytes: Buffer) => {
        if (bytes.length === 0) return;
        await out.write(bytes);
        lastByte = bytes.at(-1) ?? lastByte;
      };
      for await (const chunk of readBytes(file)) {
        if (start === undefined) {
          await write(chunk);
          continue;
        }
        start = Buffer.concat([start, chunk]);
        const end = start.indexOf(10);
        if (end < 0) continue;
        const own = start.subarray(0, end + 1);
        if (header === undefined) await write(own);
        else if (own.toString('utf8').trimEnd() !== header.toString('utf8').trimEnd()) {
          const message = `the header of "${file}" is not that of "${files[0]}": files that are read together need one header`;
          throw new ProbityError('COLUMN_MISSING', message, { file });
        }
        header ??= own;
        await write(start.subarray(end + 1));
        start = undefined;
      }
      if (lastByte !== 10) await out.write('\n');
    }
  } finally {
    await out.close();
  }
}

async function* readBytes(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const missing = new Promise<never>((_, reject) => {
    source.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new ProbityError('FILE_NOT_FOUND', `"${file}" cannot be read: ${cause.code}`, { file }, { cause })),
    );
  });
  missing.catch(() => undefined);
  await Promise.race([missing, new Promise((resolve) => source.once('open', resolve))]);
  yield* (/\.gz$/i.test(file) ? source.pipe(createGunzip()) : source) as AsyncIterable<Buffer>;
}

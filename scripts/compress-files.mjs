// Puts a Brotli and a gzip copy beside every file of a folder that gains by it, so that the server need not compress.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXTS = new Set(['.js', '.css', '.html', '.svg', '.json', '.wasm']);
/** Below this a copy saves less than its headers. */
const SMALLEST_BYTES = 1_024;

/** @param {string} folder @returns how many bytes the files have, plain and as Brotli */
export function compressFiles(folder) {
  let plain = 0;
  let packed = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !TEXTS.has(extname(path))) continue;
    const bytes = readFileSync(path);
    if (bytes.length < SMALLEST_BYTES) continue;
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
    writeFileSync(`${path}.br`, brotli);
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    plain += bytes.length;
    packed += brotli.length;
  }
  return { plain, packed };
}

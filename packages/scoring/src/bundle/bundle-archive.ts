import { ProbityError } from '@probity/domain';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import type { BundleParts } from './bundle-parts.js';

/** Larger than any model we make; a file that claims more is refused before it is unpacked. */
const LARGEST_BUNDLE_BYTES = 1 << 30;

/**
 * Packs parts into a ZIP whose bytes depend on the parts alone: names sorted, one fixed date, stored without
 * compression. That lets a reader pack again and compare, so that not even a flipped header bit goes unseen.
 */
export function packArchive(parts: BundleParts): Uint8Array {
  // The ZIP format keeps local time; a date built from local parts has the same bytes in every time zone.
  const mtime = new Date(1980, 0, 1);
  const entries: Zippable = {};
  for (const path of [...parts.keys()].sort())
    entries[path] = [parts.get(path) ?? new Uint8Array(), { level: 0, mtime }];
  return zipSync(entries, { level: 0, mtime });
}

/**
 * Unpacks an archive made by `packArchive`, and by nothing else.
 * @throws BUNDLE_INVALID when it is no archive; BUNDLE_TAMPERED when its bytes are not those that `packArchive` writes
 */
export function unpackArchive(bytes: Uint8Array): BundleParts {
  let claimed = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: (file) => {
        claimed += file.originalSize;
        if (claimed > LARGEST_BUNDLE_BYTES || file.compression !== 0) throw new RangeError('not written by Probity');
        return true;
      },
    });
  } catch (cause) {
    throw new ProbityError(
      'BUNDLE_INVALID',
      'the bundle cannot be used: it is cut short or not a .probity file',
      {},
      { cause },
    );
  }
  const parts: BundleParts = new Map(Object.entries(files));
  if (!equalBytes(packArchive(parts), bytes)) {
    throw new ProbityError('BUNDLE_TAMPERED', 'the bundle was altered: its container is not the one that was written');
  }
  return parts;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

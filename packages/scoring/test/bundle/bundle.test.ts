import { canonicalJson, type JsonValue, ProbityError } from '@probity/domain';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { packArchive } from '../../src/bundle/bundle-archive.js';
import { encodeJsonPart } from '../../src/bundle/bundle-parts.js';
import { sha256Hex } from '../../src/bundle/digest.js';
import { readBundle } from '../../src/bundle/read-bundle.js';
import { type WrittenBundle, writeBundle } from '../../src/bundle/write-bundle.js';
import { createScorer } from '../../src/create-scorer.js';
import { makeSmallBundle } from '../fixture/small-bundle.js';

const bundle = makeSmallBundle();
let written: WrittenBundle;

beforeAll(async () => {
  written = await writeBundle(bundle);
});

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await readBundle(bytes);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ProbityError)) throw error;
    return error.code;
  }
}

/** A bundle whose parts were changed on purpose and whose hashes were made to fit: only the content checks can refuse it. */
async function forge(change: (parts: Record<string, Uint8Array>) => void): Promise<Uint8Array> {
  const parts = { ...unzipSync(written.bytes) };
  change(parts);
  const manifest = JSON.parse(new TextDecoder().decode(parts['manifest.json'])) as { parts: Record<string, unknown> };
  manifest.parts = {};
  for (const [path, bytes] of Object.entries(parts)) {
    if (path !== 'manifest.json') manifest.parts[path] = { sha256: await sha256Hex(bytes), bytes: bytes.length };
  }
  parts['manifest.json'] = new Uint8Array(encodeJsonPart(manifest));
  return packArchive(new Map(Object.entries(parts)));
}

describe('a bundle is one file named by its hash', () => {
  it('is the same bytes and the same hash when written twice', async () => {
    const again = await writeBundle(makeSmallBundle());
    expect(again.hash).toBe(written.hash);
    expect(Buffer.compare(Buffer.from(again.bytes), Buffer.from(written.bytes))).toBe(0);
  });

  it('scores bit for bit the same after a round trip', async () => {
    const read = await readBundle(written.bytes, written.hash);
    const [before, after] = [createScorer(bundle), createScorer(read)];
    fc.assert(
      fc.property(
        fc.record({
          income: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
          utilisation: fc.option(fc.double({ min: -1, max: 9, noNaN: true })),
          purpose: fc.option(fc.constantFrom('car', 'home', 'trip', 'yacht')),
          owner: fc.option(fc.boolean()),
        }),
        (application) => {
          expect(canonicalJson(after.assess(application) as unknown as JsonValue)).toBe(
            canonicalJson(before.assess(application) as unknown as JsonValue),
          );
        },
      ),
    );
  });

  it('is refused when any one bit is flipped', async () => {
    const step = Math.max(1, Math.floor(written.bytes.length / 400));
    for (let position = 0; position < written.bytes.length; position += step) {
      const altered = written.bytes.slice();
      altered[position]! ^= 1 << (position % 8);
      expect([position, await codeOf(altered)]).not.toEqual([position, 'accepted']);
    }
  });

  it('is refused when cut short, lengthened or no archive at all', async () => {
    for (const bytes of [
      written.bytes.slice(0, -1),
      written.bytes.slice(0, 100),
      new Uint8Array(),
      Uint8Array.of(1, 2, 3),
    ]) {
      expect(await codeOf(bytes)).toBe('BUNDLE_INVALID');
    }
    expect(await codeOf(Uint8Array.of(...written.bytes, 0))).not.toBe('accepted');
  });

  it('is refused under another hash than expected', async () => {
    await expect(readBundle(written.bytes, 'f'.repeat(64) as never)).rejects.toMatchObject({ code: 'BUNDLE_TAMPERED' });
  });

  it('is refused when its parts do not fit, even with hashes that do', async () => {
    const json = (value: unknown) => encodeJsonPart(value);
    const forgeries: [string, (parts: Record<string, Uint8Array>) => void][] = [
      [
        'a falling calibration',
        (parts) => {
          parts['calibration.json'] = json({ intercept: 0, slope: -1 });
        },
      ],
      [
        'a policy out of range',
        (parts) => {
          parts['policy.json'] = json({ ...bundle.policy, declineFrom: 7 });
        },
      ],
      [
        'no policy',
        (parts) => {
          parts['policy.json'] = json(null);
        },
      ],
      [
        'a part missing',
        (parts) => {
          delete parts['schema.json'];
        },
      ],
      [
        'a model of an unknown kind',
        (parts) => {
          parts['model.json'] = json({ kind: 'oracle', json: {}, arrays: [] });
        },
      ],
      [
        'a schema without the model’s features',
        (parts) => {
          parts['schema.json'] = json({ formatVersion: 1, columns: [{ name: 'x', kind: 'numeric', role: 'feature' }] });
        },
      ],
    ];
    for (const [name, change] of forgeries)
      expect([name, await codeOf(await forge(change))]).toEqual([name, 'BUNDLE_INVALID']);
    expect(await codeOf(await forge(() => undefined))).toBe('accepted');
  });

  it('of another format is refused by version', async () => {
    const bytes = await forge((parts) => {
      const manifest = JSON.parse(new TextDecoder().decode(parts['manifest.json'])) as object;
      parts['manifest.json'] = encodeJsonPart({ ...manifest, formatVersion: 99 });
    });
    expect(await codeOf(bytes)).toBe('BUNDLE_VERSION');
  });
});

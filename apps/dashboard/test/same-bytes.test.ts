import { fileURLToPath } from 'node:url';
import { createKernelThreads } from '@probity/threads';
import { build, type Rollup } from 'vite';
import { afterAll, describe, expect, it } from 'vitest';
import { startBrowser } from './browser-page.js';
import { type HashSettings, hashTrees } from './hash-trees.js';

const settings: HashSettings = { rowCount: 6000, rounds: 12 };
const onOneThread = hashTrees(settings);

describe('trees learnt, scored and explained', () => {
  it('differ with the rows', () => {
    expect(hashTrees({ ...settings, rowCount: 5999 })).not.toEqual(onOneThread);
    expect(new Set(Object.values(onOneThread)).size).toBe(Object.keys(onOneThread).length);
  });

  it.each([2, 3])('are the same bytes on %i threads', async (count) => {
    const threads = createKernelThreads({ count });
    try {
      expect(hashTrees({ ...settings, threads })).toEqual(onOneThread);
    } finally {
      await threads.close();
    }
  });
});

const browser = await startBrowser();

describe.skipIf(browser.reason !== undefined)('trees in a browser', () => {
  afterAll(() => browser.close());

  it('are the same bytes as in Node', async () => {
    const address = `data:text/javascript;base64,${Buffer.from(await bundled()).toString('base64')}`;
    const page = await browser.open('about:blank');
    const script = `import(${JSON.stringify(address)}).then(({ hashTrees }) => hashTrees(${JSON.stringify(settings)}))`;
    expect(await page.evaluate(script)).toEqual(onOneThread);
    expect(browser.complaints()).toEqual([]);
    await browser.closePage();
  });
});

/** The module that makes the hashes, with all it needs, from the sources. */
async function bundled(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['probity-source', 'browser', 'module', 'default'] },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL('hash-trees.ts', import.meta.url)), formats: ['es'], fileName: 'hash-trees' },
    },
  });
  const [first] = [result].flat() as Rollup.RollupOutput[];
  return first.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
}

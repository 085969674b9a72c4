// What a browser loads to score and explain, and that threads and browsers give the same bytes.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createKernelThreads } from '@probity/threads';
import { root } from '../../programs.mjs';
import { openBrowser } from './open-browser.mjs';

export const figures = [
  { name: 'browser-size', measure: measureSize },
  { name: 'same-bytes', measure: measureSameness },
];

async function measureSize() {
  const code = await bundle(join(root, 'bench', 'ours', 'trees', 'browser-entry.mjs'));
  return [
    {
      name: 'browser-size',
      ours: gzipSync(code, { level: 9 }).length / 1000,
      higherIsBetter: false,
      unit: 'kB gzip',
      wanted: { measure: 'ours', floor: 120, goal: 60 },
      conditions: `one minified module that restores a stored tree model, scores and explains, WebAssembly in it as base64; ${(Buffer.byteLength(code) / 1000).toFixed(0)} kB before gzip -9`,
    },
  ];
}

/** One minified module out of an entry, with what the dashboard is built with. */
async function bundle(entry) {
  const { build } = await import('vite');
  const result = await build({
    root: join(root, 'bench'),
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry, formats: ['es'], fileName: 'entry' },
    },
  });
  const [{ output }] = [result].flat();
  return output.map((chunk) => chunk.code ?? '').join('\n');
}

async function measureSameness({ quick, note }) {
  const settings = { rowCount: quick ? 5000 : 50_000, rounds: quick ? 10 : 50 };
  const code = await bundle(join(root, 'apps', 'dashboard', 'test', 'hash-trees.ts'));
  const address = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  const { hashTrees } = await import(address);
  const hashes = new Map([['Node, 1 thread', hashTrees(settings)]]);
  for (const count of [2, 3]) {
    const threads = createKernelThreads({ count });
    hashes.set(`Node, ${count} threads`, hashTrees({ ...settings, threads }));
    await threads.close();
  }
  const opened = await openBrowser();
  if (opened.browser === undefined) note(`  skipped: ${opened.reason}`);
  else {
    try {
      const page = await opened.browser.newPage();
      const call = `import(${JSON.stringify(address)}).then(({ hashTrees }) => hashTrees(${JSON.stringify(settings)}))`;
      hashes.set(`Chromium ${opened.browser.version()}`, await page.evaluate(call));
    } finally {
      await opened.close();
    }
  }
  const [[, first]] = hashes;
  return Object.keys(first).map((what) => {
    const different = [...hashes].filter(([, hash]) => hash[what] !== first[what]).map(([where]) => where);
    return {
      name: `same-bytes ${what}`,
      ours: hashes.size - different.length,
      higherIsBetter: true,
      unit: `of ${hashes.size} the same`,
      ...(different.length > 0 ? { failure: `${what} differ in ${different.join(', ')}` } : {}),
      conditions: `${settings.rowCount} rows × 12, ${settings.rounds} trees; hash ${first[what]} in ${[...hashes.keys()].join(', ')}`,
    };
  });
}

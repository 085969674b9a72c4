import { createHash } from 'node:crypto';
import { type Dirent, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { type Launch, launchBrowser } from './launch-browser.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPOSITORY = join(ROOT, '..', '..');
/** Builds of sources that have changed since are of no use after a day. */
const KEPT_MS = 86_400_000;

/**
 * Folder of the page as it is now, built once for all test files and runs until a source changes.
 *
 * It lies in the temporary folder under the hash of every source's name, size and time, so that two processes never
 * build into the same place: each builds into a folder of its own and the first to finish gives it the name.
 */
export async function builtPage(): Promise<string> {
  const key = createHash('sha256').update(sourcesOf().join('\n')).digest('hex').slice(0, 16);
  const shelf = join(tmpdir(), 'probity-built-page');
  const folder = join(shelf, key);
  if (existsSync(join(folder, 'index.html'))) return folder;
  mkdirSync(shelf, { recursive: true });
  forgetOldBuilds(shelf);
  const fresh = mkdtempSync(join(shelf, 'building-'));
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    build: { outDir: fresh, emptyOutDir: true },
    logLevel: 'error',
  });
  try {
    renameSync(fresh, folder);
  } catch {
    // Another process was first with the same sources.
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Every file that the page is built from, with its size and time. */
function sourcesOf(): readonly string[] {
  const folders = [
    join(ROOT, 'src'),
    join(ROOT, 'public'),
    ...readdirSync(join(REPOSITORY, 'packages')).map((name) => join(REPOSITORY, 'packages', name, 'src')),
  ];
  const files = folders.filter((folder) => existsSync(folder)).flatMap(filesBelow);
  const single = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join(ROOT, name));
  return [...files, ...single, join(REPOSITORY, 'package-lock.json')]
    .filter((file) => existsSync(file))
    .sort()
    .map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${relative(REPOSITORY, file)} ${size} ${mtimeMs}`;
    });
}

function filesBelow(folder: string): readonly string[] {
  const entries: readonly Dirent[] = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function forgetOldBuilds(shelf: string): void {
  for (const name of readdirSync(shelf)) {
    const folder = join(shelf, name);
    try {
      if (Date.now() - statSync(folder).mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process has just removed it.
    }
  }
}

/** One browser for a test file: opens pages, hears their complaints, closes them. */
export interface BrowserPage {
  /** Why there is no browser; undefined where there is one. */
  readonly reason: string | undefined;
  /** The page that was opened last. */
  readonly page: Page;
  /** Opens an address in a context of its own, 1280 × 800 unless told otherwise. */
  open(url: string, options?: OpenOptions): Promise<Page>;
  /** What pages logged as errors or threw since it was asked last; refusals of the server are not among them. */
  complaints(): readonly string[];
  /** Pixels by which the page is wider than the window; 0 or less where it fits. */
  overflow(): Promise<number>;
  closePage(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Before the address is opened: to answer requests in the server's stead. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** Starts the browser, or says why the tests are skipped. */
export async function startBrowser(): Promise<BrowserPage> {
  const launch: Launch = await launchBrowser();
  if (launch.browser === undefined) console.warn(`Browser tests skipped: ${launch.reason}`);
  let page: Page | undefined;
  let heard: string[] = [];
  return {
    reason: launch.browser === undefined ? launch.reason : undefined,
    get page() {
      if (page === undefined) throw new Error('no page was opened yet');
      return page;
    },
    async open(url, { prepare, ...options } = {}) {
      const browser = launch.browser as Browser;
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const opened = await context.newPage();
      opened.on('console', (message) => {
        // A refused request is logged by the browser itself; tests of refusals look at what the page makes of it.
        const isRefusal = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !isRefusal) heard.push(message.text());
      });
      opened.on('pageerror', (error) => heard.push(error.message));
      page = opened;
      await prepare?.(opened);
      await opened.goto(url);
      return opened;
    },
    complaints() {
      const all = heard;
      heard = [];
      return all;
    },
    async overflow() {
      return (page as Page).evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    },
    async closePage() {
      await page?.context().close();
      page = undefined;
    },
    async close() {
      if (launch.browser !== undefined) await launch.close();
    },
  };
}

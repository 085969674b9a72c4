import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

/** A browser, or why there is none. */
export type Launch =
  | { readonly browser: Browser; close(): Promise<void> }
  | { readonly browser: undefined; readonly reason: string };

/**
 * Of the package's own arguments (meant for a cloud function) these are left out: one process for all crashes now and
 * then, and a page's security rules are to be tested, not switched off.
 */
const UNWANTED = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content'];

/** Keeps the browser from calling home: the tests need nothing but the server under test. */
const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A process that was killed while it filled the shelf leaves it locked; after this long it is filled anew. */
const STALE_MS = 600_000;

interface Shelf {
  /** Where the browser unpacks itself, or lies already. */
  readonly folder: string;
  /** To be called when it is unpacked. */
  filled(): void;
}

function takeShelf(own: string): Shelf {
  const folder = join(tmpdir(), 'probity-browser-unpacked');
  const mark = join(folder, 'complete');
  const nothing = () => undefined;
  if (existsSync(mark)) return { folder, filled: nothing };
  try {
    if (existsSync(folder) && Date.now() - statSync(folder).mtimeMs > STALE_MS) rmSync(folder, { recursive: true });
    mkdirSync(folder);
    return { folder, filled: () => writeFileSync(mark, '') };
  } catch {
    // Somebody else is filling it at this moment.
    return { folder: own, filled: nothing };
  }
}

/**
 * Starts the headless browser that `npm ci` brings along.
 *
 * It unpacks itself into a folder and reuses whatever lies there, which takes seconds and may be half written by another
 * process: so one process fills a shelf, those after it use it, and those beside it unpack into a folder of their own.
 * Where it cannot start (another processor, a missing system library) the reason is returned, for the tests to skip with.
 */
export async function launchBrowser(): Promise<Launch> {
  const folder = mkdtempSync(join(tmpdir(), 'probity-browser-'));
  const shelf = takeShelf(folder);
  const before = process.env['TMPDIR'];
  try {
    // The package decides where to unpack when it is first imported.
    process.env['TMPDIR'] = shelf.folder;
    const [{ default: chromium }, { chromium: driver }] = await Promise.all([
      import('@sparticuz/chromium'),
      import('playwright-core'),
    ]);
    const executablePath = await chromium.executablePath();
    shelf.filled();
    const browser = await driver.launch({
      executablePath,
      headless: true,
      args: [...chromium.args.filter((argument) => !UNWANTED.includes(argument)), ...QUIET],
      env: { ...(process.env as Record<string, string>), TMPDIR: folder, HOME: folder },
    });
    return {
      browser,
      async close() {
        await browser.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return {
      browser: undefined,
      reason: `no browser can start here: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    };
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

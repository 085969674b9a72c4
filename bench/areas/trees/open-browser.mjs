// The headless browser that `npm ci` brings along, started as the dashboard's tests start it.
import { join } from 'node:path';
import { root } from '../../programs.mjs';

/** @returns the browser, or the reason why there is none */
export async function openBrowser() {
  const { runnerImport } = await import('vite'); // It reads TypeScript, which Node 20 does not.
  const { module } = await runnerImport(join(root, 'apps', 'dashboard', 'test', 'launch-browser.ts'), {
    configFile: false,
    logLevel: 'error',
  });
  return module.launchBrowser();
}

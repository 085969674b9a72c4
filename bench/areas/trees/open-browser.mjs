// The headless browser that `npm ci` brings along, started as the dashboard's tests start it.
import { join } from 'node:path';
import { root } from '../../programs.mjs';

/** @returns the browser with what closes it, or the reason why there is none */
export async function openBrowser() {
  const { createServer } = await import('vite'); // It reads TypeScript, which Node 20 does not.
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const launcher = join(root, 'apps', 'dashboard', 'test', 'launch-browser.ts');
    return await (await server.ssrLoadModule(launcher)).launchBrowser();
  } finally {
    await server.close();
  }
}

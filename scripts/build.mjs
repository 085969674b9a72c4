// Builds everything that `npm ci` leaves unbuilt: kernels (AssemblyScript), packages and programs (TypeScript), the dashboard (Vite).
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressFiles } from './compress-files.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const started = Date.now();

step('kernels', 'node', ['packages/numerics/scripts/build-kernels.mjs']);
step('packages and programs', 'node', ['node_modules/typescript/bin/tsc', '-b']);
step('dashboard', 'node', ['../../node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], 'apps/dashboard');
const { plain, packed } = compressFiles(join(root, 'apps/dashboard/dist'));
console.error(`dashboard: ${Math.round(plain / 1024)} kB, ${Math.round(packed / 1024)} kB as Brotli`);
chmodSync(join(root, 'apps/cli/bin/probity.js'), 0o755);
console.error(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);

function step(name, command, args, folder = '.') {
  console.error(`build: ${name}`);
  const program = command === 'node' ? process.execPath : command;
  const { status, error } = spawnSync(program, args, { cwd: join(root, folder), stdio: 'inherit' });
  if (error !== undefined) console.error(String(error));
  if (status !== 0) {
    console.error(`build: ${name} failed`);
    process.exit(status ?? 1);
  }
}

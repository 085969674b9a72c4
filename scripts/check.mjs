// Types, lint, rings: what must hold before a test is worth running.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const steps = [
  ['types', ['node_modules/typescript/bin/tsc', '-b']],
  ['types of the tests', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tests.json']],
  ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=50', '.']],
  [
    'rings',
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'packages',
      'apps',
    ],
  ],
];

const failed = [];
for (const [name, args] of steps) {
  console.error(`check: ${name}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exit(1);
}
console.error('check passed');

// Installs the peers that are written in Python into bench/.peers (git-ignored): only when asked, never by npm ci.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const venv = join(folder, '..', '.peers');

step('python3', ['-m', 'venv', venv]);
step(join(venv, 'bin', 'python'), [
  '-m',
  'pip',
  'install',
  '--disable-pip-version-check',
  '--requirement',
  join(folder, 'requirements.txt'),
]);

function step(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(
    error === undefined ? `${command} ${args[0]} failed` : `${command} cannot be started: ${error.message}`,
  );
  process.exit(1);
}

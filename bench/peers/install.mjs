// Installs the peers that are written in Python, only when asked, never by npm ci: into bench/.peers what most areas use, and into
// bench/.peers-trees the current releases of the libraries of trees, which want a newer numpy, and into bench/.peers-transactions
// what windows over transactions are measured beside (all git-ignored).
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const environments = {
  '.peers': 'requirements.txt',
  '.peers-trees': 'requirements-trees.txt',
  '.peers-transactions': 'requirements-transactions.txt',
};
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(`.${name}` in environments));
if (unknown !== undefined) {
  console.error(`usage: node bench/peers/install.mjs [peers] [peers-trees] [peers-transactions]; got ${unknown}`);
  process.exit(2);
}

for (const [name, requirements] of Object.entries(environments)) {
  if (wanted.length > 0 && !wanted.includes(name.slice(1))) continue;
  const venv = join(folder, '..', name);
  step('python3', ['-m', 'venv', venv]);
  step(join(venv, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--requirement',
    join(folder, requirements),
  ]);
}

function step(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(
    error === undefined ? `${command} ${args[0]} failed` : `${command} cannot be started: ${error.message}`,
  );
  process.exit(1);
}

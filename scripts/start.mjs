// `npm start`: from nothing to a served model. Makes a sample project, trains on it unless that was done before, serves it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const probity = join(root, 'apps', 'cli', 'bin', 'probity.js');
const project = process.env.PROBITY_DEMO ?? join(root, '.probity-demo');
const workspace = join(project, '.probity');
const file = join(project, 'applications.csv');
const schema = join(project, 'applications.schema.json');

if (!existsSync(join(root, 'apps', 'cli', 'dist', 'main.js')))
  fail('Probity is not built yet: run `npm ci` (or `npm run build`) first.');

if (!existsSync(file)) run('init', project);
if (!hasChampion()) {
  run(
    ...['train', file, '--schema', schema, '--name', 'credit', '--learner', 'boosting', '--folds', '3'],
    ...['--workspace', workspace],
  );
}
sayWhatNext();
serve();

function run(...args) {
  console.error(`\n$ ${lineOf(args)}`);
  const { status, signal } = spawnSync(process.execPath, [probity, ...args], { stdio: 'inherit' });
  if (signal !== null) process.exit(130);
  if (status !== 0) process.exit(status ?? 1);
}

/** The command as it can be typed in the repository. */
function lineOf(args) {
  return ['probity', ...args.map((arg) => arg.replace(`${root}/`, ''))].join(' ');
}

/** The rest of the loop, to be typed in a second terminal: the server and these commands share the workspace. */
function sayWhatNext() {
  const more = [
    ['what the file holds, leaks first', 'profile', file, '--schema', schema],
    ['all learners on the same folds (about a minute)', 'train', file, '--schema', schema, '--name', 'best'],
    ['a scorecard on the same rows', 'scorecard', file, '--schema', schema, '--name', 'card'],
    ['the validation pack as a page', 'validate', '--model', 'credit', '--html', join(project, 'validation.html')],
  ];
  console.error('\nWhile it is served, try in a second terminal:');
  for (const [why, ...args] of more) console.error(`  # ${why}\n  npx ${lineOf([...args, '--workspace', workspace])}`);
}

function hasChampion() {
  const { status, stdout } = spawnSync(process.execPath, [probity, 'models', '--json', '--workspace', workspace], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout).models.some((model) => model.aliases.includes('champion'));
}

function serve() {
  console.error('\nThe dashboard is at /, the API documentation at /docs; Ctrl-C stops the server.');
  const args = ['serve', '--workspace', workspace, ...process.argv.slice(2)];
  console.error(`\n$ ${lineOf(args)}`);
  const child = spawn(process.execPath, [probity, ...args], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to the whole group; a signal sent to us alone is passed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 130));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

import { spawn } from 'node:child_process';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, runJson, temporaryFolder } from './run-probity.js';

const program = fileURLToPath(new URL('../bin/probity.js', import.meta.url));

describe('Ctrl-C', { timeout: 120_000 }, () => {
  let folder: { path: string; remove: () => Promise<void> };
  const at = (name: string) => join(folder.path, name);
  const workspace = () => ['--workspace', at('.probity')];
  const data = () => [at('applications.csv'), '--schema', at('schema.json')];

  beforeAll(async () => {
    folder = await temporaryFolder();
    await runJson(['init', folder.path, '--rows', '3000', '--seed', '5']);
    const schema = await readFile(at('applications.schema.json'), 'utf8');
    await writeFile(at('schema.json'), schema.replace(/,\s*"unique": true/, ''));
    await runJson(['train', ...data(), '--name', 'credit', '--learner', 'logistic', '--folds', '2', ...workspace()]);
    const [head = '', ...lines] = (await readFile(at('applications.csv'), 'utf8')).trimEnd().split('\n');
    await writeFile(at('many.csv'), `${head}\n`);
    for (let copy = 0; copy < 100; copy++) await appendFile(at('many.csv'), `${lines.join('\n')}\n`);
  });

  afterAll(() => folder?.remove());

  it.each([
    ['train', /forest: fold/, () => ['train', ...data(), '--name', 'again', '--learner', 'forest']],
    [
      'train, on threads',
      /boosting: fold/,
      () => ['train', ...data(), '--name', 'again', '--learner', 'boosting', '--threads', '2'],
    ],
    ['validate, refitting', /fold \d|boosting/, () => ['validate', '--model', 'credit', '--threads', '2']],
    ['validate', /discrimination|calibration|data/, () => ['validate', '--html', at('report.html')]],
    ['score', /rows scored/, () => ['score', at('many.csv'), '--out', at('scores.csv')]],
  ])('in the middle of `%s` leaves nothing half written and no server behind', async (_, isUnderWay, args) => {
    const before = (await readdir(folder.path)).sort();
    const ended = await interrupt([...args(), ...workspace()], isUnderWay);
    expect(ended).toMatch(/^(130|SIGINT)$/);
    expect((await readdir(folder.path)).sort()).toEqual(before);
    const left = await readdir(at('.probity'), { recursive: true });
    expect(left.filter((name) => name.endsWith('.tmp') || name.endsWith('postmaster.pid'))).toEqual([]);
  });
});

/** Runs a command, sends it SIGINT once it says that its work is under way. @returns its exit code or signal */
function interrupt(args: readonly string[], isUnderWay: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    let isSent = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (isSent || !isUnderWay.test(said)) return;
      isSent = true;
      // Twice, as the impatient do.
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 20);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(String(signal ?? code)));
  });
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Files of the repository as git would carry them (committed or about to be), by path from the root. */
export function repositoryFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => path !== '' && existsSync(`${root}${path}`));
}

/** TypeScript that ships: what lies in a `src` folder of a package or program. */
export function sourceFiles(): readonly string[] {
  return repositoryFiles().filter((path) => /^(packages|apps)\/[^/]+\/src\/.*\.tsx?$/.test(path));
}

export function readText(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

export function readJson<Content>(path: string): Content {
  return JSON.parse(readText(path)) as Content;
}

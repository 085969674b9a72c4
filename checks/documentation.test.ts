import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, repositoryFiles, root } from './source-files.js';

const documents = repositoryFiles().filter((path) => path.endsWith('.md'));

/** Text without fenced code, where brackets mean something else. */
const prose = (path: string) =>
  readText(path)
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '');

describe('documents', () => {
  it('link to files that are there', () => {
    const broken = documents.flatMap((path) =>
      [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
        .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(root, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name commands and options that the command line has', () => {
    const help = (args: readonly string[]) =>
      spawnSync(process.execPath, [`${root}apps/cli/bin/probity.js`, ...args, '--help'], { encoding: 'utf8' }).stdout;
    const commands = new Map<string, string>();
    for (const match of help([]).matchAll(/^ {2}([a-z]+)\b/gm)) commands.set(match[1] ?? '', '');
    commands.delete('help');
    expect(commands.size).toBe(10);
    const used = documents.flatMap((path) =>
      [...readText(path).matchAll(/\bprobity ([a-z]+)\b([^\n|`]*)/g)].map((match) => ({
        path,
        command: match[1] ?? '',
        rest: match[2] ?? '',
      })),
    );
    const wrong: string[] = [];
    for (const { path, command, rest } of used.filter(({ command: name }) => commands.has(name))) {
      if (commands.get(command) === '')
        commands.set(command, help(command === 'audit' ? ['audit', 'verify'] : [command]));
      for (const [option] of rest.split(/&&|;|#/)[0]?.matchAll(/(?<=\s)--[a-z-]+/g) ?? []) {
        if (!commands.get(command)?.includes(option) && option !== '--help')
          wrong.push(`${path}: probity ${command} ${option}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(used.length).toBeGreaterThan(10);
  });
});

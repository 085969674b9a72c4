import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../apps/cli/src/program.js';
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
    // Asked of the program itself: starting it once for each command takes a minute on a busy machine.
    const commands = new Map(createProgram().commands.map((command) => [command.name(), command]));
    expect(commands.size).toBeGreaterThanOrEqual(18);
    /** The options of the command, or of the command's command that follows. */
    const optionsOf = (command: string, rest: string) => {
      const own = commands.get(command);
      const word = /^ ([a-z]+)/.exec(rest)?.[1];
      const asked = own?.commands.find((child) => child.name() === word) ?? own;
      return ['--help', ...(asked?.options.map(({ long }) => long) ?? [])];
    };
    const used = documents.flatMap((path) =>
      [...readText(path).matchAll(/\bprobity ([a-z]+)\b([^\n|`]*)/g)].map((match) => ({
        path,
        command: match[1] ?? '',
        rest: match[2] ?? '',
      })),
    );
    const wrong: string[] = [];
    for (const { path, command, rest } of used.filter(({ command: name }) => commands.has(name))) {
      for (const [option] of rest.split(/&&|;|#/)[0]?.matchAll(/(?<=\s)--[a-z-]+/g) ?? []) {
        if (!optionsOf(command, rest).includes(option)) wrong.push(`${path}: probity ${command} ${option}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(used.length).toBeGreaterThan(10);
  });
});

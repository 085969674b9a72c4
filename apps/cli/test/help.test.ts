import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.js';
import { runProbity } from './run-probity.js';

/** All commands that do something, by the words to type. */
function commandsOf(parent: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] {
  return parent.commands.flatMap((command) => {
    const typed = [...words, command.name()];
    return command.commands.length > 0 ? commandsOf(command, typed) : [[typed.join(' '), command] as const];
  });
}

/** What `--help` of a command prints, with what stands after its options. */
function helpOf(command: Command): string {
  let said = '';
  command.configureOutput({
    writeOut: (text) => {
      said += text;
    },
  });
  command.outputHelp();
  return said;
}

describe('the help', () => {
  const program = createProgram();

  it.each(commandsOf(program))('of `%s` names it, and the options that every command has', (words, command) => {
    const said = helpOf(command);
    expect(said).toContain(`Usage: probity ${words}`);
    for (const option of ['--json', '--workspace', '--config']) expect(said).toContain(option);
  });

  it.each(program.commands.map((command) => [command.name(), command] as const))(
    'of `%s` ends with what to type, in options that there are',
    (_, command) => {
      const [, examples = ''] = helpOf(command).split(/\nExamples?:\n/);
      expect(examples).toMatch(/^ {2}\$ probity /);
      const known = commandsOf(program).flatMap(([, each]) => each.options.map(({ long }) => long));
      for (const [option] of examples.matchAll(/--[a-z-]+/g)) expect(known).toContain(option);
    },
  );

  it('stands in the order of the work, a line for each command', () => {
    const said = program.helpInformation();
    const groups = ['Know the data:', 'Make a model:', 'Prove it:', 'Decide:', 'Run it:'];
    const places = groups.map((group) => said.indexOf(group));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    for (const command of program.commands) expect(command.summary()).not.toBe('');
  });

  it('is there for the program that is built', async () => {
    const { code, stdout } = await runProbity(['train', '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: probity train')]);
  });
});

import type { Dialect } from '@probity/training';
import type { Command } from 'commander';
import { parseChoice } from './option-parsers.js';

/** How the file is written, as far as the caller wants to say so. */
export interface DialectOptions {
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly quote?: string;
  readonly encoding?: Dialect['encoding'];
  readonly decimal?: Dialect['decimal'];
  readonly dates?: Dialect['dates'];
}

export function addDialectOptions(command: Command): Command {
  return command
    .optionsGroup('How the file is written:')
    .option('--delimiter <char>', 'what stands between cells: one character, "tab" or "blank" (default: detected)')
    .option('--header', 'the first line holds names (default: detected)')
    .option('--no-header', 'the first line is data')
    .option('--quote <char>', 'quote character, "none" for none (default: detected)')
    .option(
      '--encoding <name>',
      'utf-8, utf-16le, utf-16be or windows-1252 (default: detected)',
      parseChoice('--encoding', ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    )
    .option('--decimal <char>', 'decimal mark, "." or "," (default: detected)', parseChoice('--decimal', ['.', ',']))
    .option(
      '--dates <order>',
      'ymd, dmy or mdy, for dates such as 03/04/2020 (default: detected)',
      parseChoice('--dates', ['ymd', 'dmy', 'mdy']),
    );
}

const namedDelimiters: Readonly<Record<string, string>> = { tab: '\t', blank: ' ', '\\t': '\t' };

/** The parts of a dialect that were stated. `header` is only stated when one of its two options was given. */
export function dialectFrom(options: DialectOptions, command: Command): Partial<Dialect> {
  const headerStated = command.getOptionValueSource('header') === 'cli';
  return {
    ...(options.delimiter === undefined ? {} : { delimiter: namedDelimiters[options.delimiter] ?? options.delimiter }),
    ...(headerStated && options.header !== undefined ? { header: options.header } : {}),
    ...(options.quote === undefined ? {} : { quote: options.quote === 'none' ? '' : options.quote }),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.decimal === undefined ? {} : { decimal: options.decimal }),
    ...(options.dates === undefined ? {} : { dates: options.dates }),
  };
}

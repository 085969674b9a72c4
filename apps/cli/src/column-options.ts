import { ProbityError } from '@probity/domain';
import type { IngestOptions } from '@probity/training';
import { loadSchema } from '@probity/warehouse';
import type { Command } from 'commander';
import type { App } from './app.js';
import { type DialectOptions, dialectFrom } from './dialect-options.js';
import { parseList } from './option-parsers.js';
import { stated } from './stated.js';

/** What a file's columns are for, as far as the caller says it. */
export interface ColumnOptions extends DialectOptions {
  readonly target?: string;
  readonly bad?: string;
  readonly id?: string;
  readonly time?: string;
  readonly group?: string;
  readonly weight?: string;
  readonly protected?: readonly string[];
  readonly exclude?: readonly string[];
  readonly missing?: readonly string[];
  readonly schema?: string;
}

/** Words of the help that depend on what a command does with a column. */
export interface ColumnWords {
  readonly target: string;
  readonly time: string;
  readonly group: string;
}

/** Adds the options that say what the columns are for. */
export function addColumnOptions(command: Command, words: ColumnWords): Command {
  return command
    .optionsGroup('What its columns are for:')
    .option('--target <column>', words.target)
    .option('--bad <value>', 'its value that means a bad outcome (default: assumed and said where obvious)')
    .option('--id <column>', 'column that names the row; never a feature')
    .option('--time <column>', words.time)
    .option('--group <column>', words.group)
    .option('--weight <column>', 'weight of the row')
    .option('--protected <columns>', 'kept for fairness, never a feature: a,b', parseList)
    .option('--exclude <columns>', 'not used at all: a,b', parseList)
    .option('--missing <codes>', 'special codes, kept apart from missing cells and from figures: -7,-8,-9', parseList)
    .option('--schema <file>', 'use this schema (default: inferred, and said)')
    .optionsGroup('Options:');
}

/**
 * What a command says of a file, as `ingest` takes it: options over the configuration, and the schema that they name.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, SCHEMA_INVALID
 */
export async function ingestOptionsFrom(app: App, options: ColumnOptions, command: Command): Promise<IngestOptions> {
  const { target, bad: badValue, id, time, group, weight, schema } = options;
  return stated({
    ...{ target, badValue, id, time, group, weight },
    protected: options.protected ?? app.config.protected,
    exclude: options.exclude ?? app.config.exclude,
    specialCodes: options.missing ?? app.config.specialCodes,
    schema: schema === undefined ? undefined : await loadSchema(schema),
    dialect: dialectFrom(options, command),
    onProgress: app.terminal.progress,
  });
}

/** @throws INVALID_ARGUMENT unless the options or their schema name a target */
export function requireTarget({ target, schema }: IngestOptions, command: Command): void {
  if (target !== undefined || schema?.columns.some(({ role }) => role === 'target')) return;
  const message = `\`--target\` of \`${command.name()}\` must name the column with the outcome`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: '--target' });
}

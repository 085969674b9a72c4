import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProbityError } from '@probity/domain';
import { parseSourceDefinition } from './parse-source-definition.js';
import type { SourceDefinition } from './source-definition.js';

const ENDING = /\.source\.json$/i;

/** A source with the name its file gives it: "loans" for loans.source.json. */
export interface NamedSource {
  readonly name: string;
  readonly definition: SourceDefinition;
}

/** True for files that describe a source (`*.source.json`) instead of holding rows. */
export function isSourceFile(file: string): boolean {
  return ENDING.test(file);
}

/** Reads a source file. @throws FILE_NOT_FOUND, FILE_UNREADABLE, SOURCE_INVALID naming the entry */
export async function loadSource(file: string): Promise<NamedSource> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const sentence = absent ? `source file "${file}" is not there` : `source file "${file}" cannot be read`;
    throw new ProbityError(absent ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', sentence, { file });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // The parser's message quotes the text, which may hold what should not be in it.
    throw new ProbityError('SOURCE_INVALID', `source file "${file}" is not JSON`, { file });
  }
  return { name: basename(file).replace(ENDING, ''), definition: parseSourceDefinition(value) };
}

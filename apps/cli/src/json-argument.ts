import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ProbityError } from '@probity/domain';

/**
 * The JSON of an argument: JSON text itself, the name of a JSON file, or "-" for standard input.
 * @param what names it in an error: "the company"
 * @throws FILE_NOT_FOUND, BODY_INVALID
 */
export async function readJsonArgument(source: string, what: string): Promise<unknown> {
  const json = await readSource(source);
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ProbityError('BODY_INVALID', `${what} is not valid JSON`, {}, { cause });
  }
}

async function readSource(source: string): Promise<string> {
  if (source === '-') return text(process.stdin);
  if (source.trimStart().startsWith('{')) return source;
  if (!existsSync(source)) throw new ProbityError('FILE_NOT_FOUND', `"${source}" is neither JSON nor a file`);
  return readFileSync(source, 'utf8');
}

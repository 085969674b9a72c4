import { ProbityError } from '@probity/domain';

const NAMED = /\.(jsonl|ndjson|jsonlines)(\.gz)?$/i;

/** Whether a file is JSON lines: by its name, or because its first line is (the start of) an object with a key. */
export function startsJsonLines(file: string, text: string): boolean {
  return NAMED.test(file) || /^\s*\{[ \t]*("|\})/.test(text);
}

/**
 * Says what to do with a file that is one JSON document: read as delimited text it would make no sense.
 * @throws FILE_UNREADABLE
 */
export function refuseJsonDocument(file: string, text: string): void {
  if (!/^\s*\[\s*(\{|$)/.test(text) && !/^\s*\{\s*\n\s*"/.test(text)) return;
  throw new ProbityError(
    'FILE_UNREADABLE',
    `"${file}" is one JSON document; JSON is read with one object on each line`,
    { file },
  );
}

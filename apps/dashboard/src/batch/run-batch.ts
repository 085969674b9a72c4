import { DelimitedParser } from '@probity/personal';
import { postScoreCsv } from '../api/api-client.js';
import { type BatchRow, rowReader } from './batch-result.js';

export interface BatchSettings {
  readonly model: string;
  readonly explain: boolean;
  readonly record: boolean;
}

/** A finished or a growing answer; `rows` only ever grows. */
export interface BatchAnswer {
  readonly rows: BatchRow[];
  /** The answer as it came, for the download. */
  readonly parts: Uint8Array<ArrayBuffer>[];
}

/** Lines of data in a file, about: line breaks less the head. Reads the file once, without keeping it. */
export async function countLines(file: Blob): Promise<number> {
  let breaks = 0;
  let last = 10;
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (const byte of value) if (byte === 10) breaks += 1;
    last = value.at(-1) ?? last;
  }
  return Math.max(0, breaks + (last === 10 ? 0 : 1) - 1);
}

/**
 * Sends a file and reads the answer while it comes.
 *
 * @param onRows called when rows have been added, at most once per piece of the answer
 * @throws ApiError, AbortError when the signal says so
 */
export async function runBatch(
  file: Blob,
  settings: BatchSettings,
  signal: AbortSignal,
  onRows: (answer: BatchAnswer) => void,
): Promise<BatchAnswer> {
  const response = await postScoreCsv(file, settings, signal);
  const answer: BatchAnswer = { rows: [], parts: [] };
  const parser = new DelimitedParser();
  const decoder = new TextDecoder();
  let read: ((cells: readonly string[]) => BatchRow) | undefined;
  const take = (records: readonly string[][]) => {
    for (const record of records) {
      if (read === undefined) read = rowReader(record);
      else answer.rows.push(read(record));
    }
    onRows(answer);
  };
  const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    answer.parts.push(value);
    take(parser.push(decoder.decode(value, { stream: true })));
  }
  take(parser.push(decoder.decode()));
  take(parser.finish());
  return answer;
}

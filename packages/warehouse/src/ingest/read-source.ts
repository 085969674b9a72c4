import type { Dialect } from '@probity/training';
import { ArffReader, isArff } from '../arff/arff-reader.js';
import type { TextTable } from '../column/text-table-builder.js';
import { detectDialect, refuseRepeatedNames, WIDEST_TABLE } from '../dialect/detect-dialect.js';
import { JsonLinesReader } from '../json-lines/json-lines-reader.js';
import { refuseJsonDocument, startsJsonLines } from '../json-lines/starts-json-lines.js';
import { readParquetSource } from '../parquet/read-parquet-source.js';
import { readText } from '../source/read-text.js';
import { type FileSample, isParquet, sampleFile } from '../source/sample-file.js';
import { readColumns } from './read-columns.js';

/** A source of any format as text, with what was found out on the way. */
export interface SourceTable extends TextTable {
  /** SHA-256 of the file as it lies on disk, lower-case hex. */
  readonly sourceHash: string;
  /** All of the dialect but what shows in the cells. */
  readonly dialect: Omit<Dialect, 'decimal' | 'dates'>;
  readonly byteOrderMark: boolean;
  /** The order of dates that the source itself states. */
  readonly dates?: Dialect['dates'] | undefined;
}

/**
 * Reads a file of any format that is known: Parquet by its first bytes, ARFF and JSON lines by their first line, else
 * delimited text. A stated delimiter means delimited text.
 *
 * @param expected column names of a saved schema, if there is one
 * @throws FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE, DIALECT_UNCLEAR, COLUMN_DUPLICATED
 */
export async function readSource(
  file: string,
  stated: Partial<Dialect>,
  expected: readonly string[],
  onProgress: (share: number) => void,
): Promise<SourceTable> {
  const source = await readAnyFormat(file, stated, expected, onProgress);
  refuseRepeatedNames(
    file,
    source.columns.map(({ name }) => name),
  );
  return source;
}

async function readAnyFormat(
  file: string,
  stated: Partial<Dialect>,
  expected: readonly string[],
  onProgress: (share: number) => void,
): Promise<SourceTable> {
  if (await isParquet(file)) {
    const { result, sourceHash } = await readParquetSource(file, WIDEST_TABLE, onProgress);
    const dialect = {
      format: 'parquet',
      delimiter: '',
      header: true,
      quote: '',
      encoding: 'utf-8',
      gzip: false,
    } as const;
    return { ...result, sourceHash, dialect, byteOrderMark: false };
  }
  const sample = await sampleFile(file, stated);
  const format = textFormatOf(file, sample, stated);
  if (format === 'delimited') return await readDelimited(file, sample, stated, expected, onProgress);
  const source = { gzip: sample.gzip, encoding: sample.encoding, encodingStated: stated.encoding !== undefined };
  const start = () =>
    format === 'arff' ? new ArffReader(file, WIDEST_TABLE) : new JsonLinesReader(file, WIDEST_TABLE);
  const { result, sourceHash, encoding } = await readText<TextTable & { dates?: Dialect['dates'] | undefined }>(
    file,
    source,
    start,
    onProgress,
  );
  const dialect = { format, delimiter: '', header: true, quote: '', encoding, gzip: sample.gzip };
  return { ...result, sourceHash, dialect, byteOrderMark: sample.byteOrderMark };
}

/** True for a file of cells parted by a sign, packed or not: what `readTables` can take. @throws as `readSource` */
export async function isDelimited(file: string, stated: Partial<Dialect> = {}): Promise<boolean> {
  if (await isParquet(file)) return false;
  return textFormatOf(file, await sampleFile(file, stated), stated) === 'delimited';
}

function textFormatOf(
  file: string,
  { text }: FileSample,
  stated: Partial<Dialect>,
): 'delimited' | 'json-lines' | 'arff' {
  if (stated.format === 'json-lines' || stated.format === 'arff') return stated.format;
  if (stated.format === 'delimited' || stated.delimiter !== undefined) return 'delimited';
  if (isArff(text)) return 'arff';
  if (startsJsonLines(file, text)) return 'json-lines';
  refuseJsonDocument(file, text);
  return 'delimited';
}

async function readDelimited(
  file: string,
  sample: FileSample,
  stated: Partial<Dialect>,
  expected: readonly string[],
  onProgress: (share: number) => void,
): Promise<SourceTable> {
  const layout = detectDialect(file, sample, stated, expected);
  const source = { gzip: sample.gzip, encoding: sample.encoding, encodingStated: stated.encoding !== undefined };
  const { result, sourceHash, encoding } = await readColumns(file, source, layout, onProgress);
  const { delimiter, quote, escape: escapeSign } = layout.format;
  const dialect = {
    ...{ delimiter, header: layout.layout.header, quote, encoding, gzip: sample.gzip },
    ...(escapeSign === undefined ? {} : { escape: escapeSign }),
  };
  return { ...result, sourceHash, dialect, byteOrderMark: sample.byteOrderMark };
}

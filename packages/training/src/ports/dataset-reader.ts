import type { DatasetHash, DatasetSchema, QualityReport, Table } from '@probity/domain';

/** How a source is written; of delimited text in full. What is not stated is detected. */
export interface Dialect {
  /** Default: delimited text. In the other formats `delimiter` and `quote` are "". */
  readonly format?: 'delimited' | 'json-lines' | 'arff' | 'parquet';
  /** One character, or " " for runs of blanks. */
  readonly delimiter: string;
  /** True when the first line holds column names; otherwise columns are named column_1, column_2, … */
  readonly header: boolean;
  /** The quote character, or "" for none. */
  readonly quote: string;
  /** A backslash where one stands before quotes inside a cell; otherwise they are doubled. */
  readonly escape?: '\\';
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly decimal: '.' | ',';
  /** Order of the parts in dates such as 03/04/2020. */
  readonly dates: 'ymd' | 'dmy' | 'mdy';
  readonly gzip: boolean;
}

/** What the caller knows about the columns; the rest is inferred. */
export interface IngestOptions {
  readonly target?: string;
  /** The target's value that means a bad outcome; assumed where obvious (1, yes, true, bad, default), and said. */
  readonly badValue?: string;
  readonly id?: string;
  readonly time?: string;
  readonly group?: string;
  readonly weight?: string;
  readonly protected?: readonly string[];
  readonly exclude?: readonly string[];
  /** Codes that stand for "missing" in every column, besides "", NA, N/A, NaN, null, ? and the like. */
  readonly specialCodes?: readonly string[];
  /** A saved schema: used as it is instead of inferring one; the roles above still win. */
  readonly schema?: DatasetSchema;
  /** Parts of the dialect to take as given. */
  readonly dialect?: Partial<Dialect>;
  /**
   * When true the target column need not be present (scoring).
   * Its name and bad value are then taken from `schema`.
   */
  readonly targetOptional?: boolean;
  /** Name of the source in the version's manifest and in the history of its quality; default: the file's name. */
  readonly sourceName?: string;
  readonly onProgress?: (share: number, what: string) => void;
}

/** A row that was refused: the first cell that broke a rule. */
export interface QuarantinedRow {
  /** Line in the file, from 1, the header counted; in Parquet the number of the row. */
  readonly line: number;
  readonly column: string;
  readonly value: string;
  /** The rule, as a sentence: "not a number", "more cells than columns", "below the minimum 18", … */
  readonly rule: string;
}

/** One version of a data set: what was accepted, what was refused, and the hash that names it. */
export interface Dataset {
  readonly hash: DatasetHash;
  readonly schema: DatasetSchema;
  /** Accepted rows in file order; every column of the schema. */
  readonly table: Table;
  /** Line in the file of each accepted row; in Parquet its number. */
  readonly lines: Uint32Array;
  /** Data rows in the file = `table.rowCount` + `quarantined.count`. */
  readonly rowsRead: number;
  readonly quarantined: {
    readonly count: number;
    /** The first 1,000. */
    readonly rows: readonly QuarantinedRow[];
    /** The CSV with all of them; undefined when there are none. */
    readonly file?: string;
  };
  readonly dialect: Dialect;
  /** What was detected or assumed, as sentences to print: 'bad value assumed: "1"', … */
  readonly notes: readonly string[];
  /** The schema's expectations held against this ingest; undefined where it has none, and for versions read back. */
  readonly quality?: QualityReport;
}

/** Reads files into typed, versioned data sets. */
export interface DatasetReader {
  /**
   * @throws FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE, DIALECT_UNCLEAR, COLUMN_MISSING, COLUMN_DUPLICATED,
   * SCHEMA_INVALID, TARGET_INVALID
   */
  ingest(file: string, options: IngestOptions): Promise<Dataset>;
}

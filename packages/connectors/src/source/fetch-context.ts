/** What fetching needs from its surroundings. */
export interface FetchContext {
  /** Where rows wait until they are ingested; only its owner may look. */
  readonly folder: string;
  /** Where secrets come from: `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: (share: number, what: string) => void;
  /** Waits between tries; default: the real time. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Rows of a source as a file that the warehouse reads. */
export interface FetchedSource {
  readonly file: string;
  readonly rows: number;
  /** What is worth telling: how many rows from where, what was resumed. Holds no secret. */
  readonly notes: readonly string[];
  /** Deletes the file: its rows are about people. */
  remove(): Promise<void>;
}

import { ProbityError } from '@probity/domain';
import {
  type BankFile,
  emptyLedger,
  type ImportedFile,
  importBankFiles,
  type Ledger,
  type StatedMapping,
} from '@probity/personal';

/** A file as it was dropped, with what its owner corrected in the mapping. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mapping: StatedMapping;
}

/** How a dropped file was read, or why not. */
export type FileOutcome =
  | { readonly file: DroppedFile; readonly read: ImportedFile }
  | { readonly file: DroppedFile; readonly error: ProbityError };

const MOST_BYTES = 500_000_000;

/** The bytes of a file, unpacked where it is compressed with gzip; nothing leaves the browser. */
export async function takeFile(file: File): Promise<DroppedFile> {
  if (file.size > MOST_BYTES) throw new ProbityError('BODY_TOO_LARGE', `${file.name} is larger than 500 MB`);
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const stream = isGzip ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
  return { name: file.name, bytes: new Uint8Array(await new Response(stream).arrayBuffer()), mapping: {} };
}

/** Reads the files one after the other; one that cannot be read does not keep the others out. */
export function readAll(files: readonly DroppedFile[]): {
  readonly ledger: Ledger;
  readonly outcomes: readonly FileOutcome[];
} {
  let ledger = emptyLedger;
  const outcomes = files.map((file): FileOutcome => {
    try {
      const bank: BankFile = file;
      const imported = importBankFiles([bank], ledger);
      ledger = imported.ledger;
      return { file, read: imported.files[0] as ImportedFile };
    } catch (error) {
      if (error instanceof ProbityError) return { file, error };
      throw error;
    }
  });
  return { ledger, outcomes };
}

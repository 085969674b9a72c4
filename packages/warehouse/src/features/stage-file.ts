import { join } from 'node:path';
import { ingestFile } from '../ingest/ingest-file.js';
import { isParquet } from '../source/sample-file.js';
import { datasetFile } from '../version/dataset-store.js';

/** A file that DuckDB can read, with what was lost on the way to it. */
export interface StagedFile {
  readonly file: string;
  readonly rowsQuarantined: number;
}

/** Parquet as it is; other formats through the readers, which tell dialect, dates and decimal sign, into Parquet in the folder. */
export async function stageFile(
  input: string,
  folder: string,
  onProgress: (share: number, what: string) => void,
): Promise<StagedFile> {
  if (await isParquet(input)) return { file: input, rowsQuarantined: 0 };
  const datasets = join(folder, 'datasets');
  const { hash, quarantined } = await ingestFile(datasets, input, { onProgress }, () => 0);
  return { file: datasetFile(datasets, hash), rowsQuarantined: quarantined.count };
}

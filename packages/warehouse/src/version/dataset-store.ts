import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  asDatasetHash,
  type DatasetHash,
  type DatasetSchema,
  ProbityError,
  withoutExpectations,
} from '@probity/domain';
import type { Dataset, Dialect, QuarantinedRow } from '@probity/training';
import { loadSchema, saveSchema, writeWholeFile } from '../schema/schema-file.js';
import { hashDataset } from './hash-dataset.js';
import { readParquet, writeParquet } from './parquet-file.js';
import { syncPath } from './sync-path.js';

const DATA = 'data.parquet';
const SCHEMA = 'schema.json';
const MANIFEST = 'manifest.json';
const DRAFT = '.draft-';
const HASH = /^[0-9a-f]{64}$/;
/** A draft this old belongs to a process that was killed. */
const STALE_DRAFT_MS = 3_600_000;

/** What a dataset version tells of its making; it lies beside the data as manifest.json. */
export interface DatasetManifest {
  readonly formatVersion: 1;
  readonly hash: DatasetHash;
  readonly source: { readonly name: string; readonly sha256: string };
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsQuarantined: number;
  readonly quarantineFile?: string;
  /** The first 1,000 refused rows. */
  readonly quarantined: readonly QuarantinedRow[];
  readonly dialect: Dialect;
  readonly notes: readonly string[];
}

/** The Parquet file of a stored data set; after its own columns it has the line of each row. */
export function datasetFile(folder: string, hash: string): string {
  return join(folder, hash, DATA);
}

/** Makes the folder for data sets: theirs are rows about people, so nobody else on the machine may look. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** Keeps a data set under its hash; if it is there already, what is there stays. The folder is whole or absent. */
export async function storeDataset(folder: string, dataset: Dataset, source: DatasetManifest['source']): Promise<void> {
  const home = join(folder, dataset.hash);
  if (await exists(join(home, MANIFEST))) return;
  await removeStaleDrafts(folder);
  const draft = join(folder, `${DRAFT}${randomUUID()}`);
  await mkdir(draft);
  try {
    await writeParquet(join(draft, DATA), dataset);
    // What is expected of the data is no part of them: the version is the same under other expectations.
    await saveSchema(join(draft, SCHEMA), withoutExpectations(dataset.schema));
    await writeWholeFile(join(draft, MANIFEST), `${JSON.stringify(manifestOf(dataset, source), null, 2)}\n`);
    // The database does not wait for the disk, and a name must not survive a power cut that its bytes do not.
    await syncPath(join(draft, DATA));
    await syncPath(draft);
    await rename(draft, home);
    await syncPath(folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have finished the same data set meanwhile: equal hash, equal content.
    if (!(await exists(join(home, MANIFEST)))) throw error;
  }
}

/** Names a data set that was made of another by its content, and keeps it. */
export async function keepDataset(folder: string, dataset: Dataset, source: string): Promise<Dataset> {
  const named = { ...dataset, hash: hashDataset(dataset.schema, dataset.table) };
  await makePrivateFolder(folder);
  await storeDataset(folder, named, { name: source, sha256: dataset.hash });
  return named;
}

/** The dataset versions in a folder, by hash. */
export async function listStoredDatasets(folder: string): Promise<readonly DatasetManifest[]> {
  const entries = await readdir(folder).catch(() => [] as string[]);
  const manifests: DatasetManifest[] = [];
  for (const name of entries.filter((entry) => HASH.test(entry)).sort()) {
    const manifest = await readManifest(join(folder, name)).catch(() => undefined);
    if (manifest !== undefined) manifests.push(manifest);
  }
  return manifests;
}

/**
 * Reads a dataset version back and proves that it is the one its hash names.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE when the stored bytes do not give the hash
 */
export async function openStoredDataset(folder: string, hash: string): Promise<Dataset> {
  const home = join(folder, hash);
  if (!HASH.test(hash) || !(await exists(join(home, MANIFEST)))) {
    throw new ProbityError('FILE_NOT_FOUND', `no dataset version ${hash}`, { hash });
  }
  const { manifest, schema, stored } = await readParts(home, hash);
  if (hashDataset(schema, stored.table) !== hash) {
    throw new ProbityError('FILE_UNREADABLE', `dataset version ${hash} was changed: its content gives another hash`, {
      hash,
    });
  }
  return {
    hash: asDatasetHash(hash),
    schema,
    ...stored,
    rowsRead: manifest.rowsRead,
    quarantined: {
      count: manifest.rowsQuarantined,
      rows: manifest.quarantined,
      ...(manifest.quarantineFile === undefined ? {} : { file: join(folder, manifest.quarantineFile) }),
    },
    dialect: manifest.dialect,
    notes: manifest.notes,
  };
}

async function readParts(home: string, hash: string) {
  try {
    const manifest = await readManifest(home);
    const schema: DatasetSchema = await loadSchema(join(home, SCHEMA));
    return { manifest, schema, stored: await readParquet(join(home, DATA), schema) };
  } catch (error) {
    throw new ProbityError('FILE_UNREADABLE', `dataset version ${hash} is damaged`, { hash }, { cause: error });
  }
}

async function readManifest(home: string): Promise<DatasetManifest> {
  return JSON.parse(await readFile(join(home, MANIFEST), 'utf8')) as DatasetManifest;
}

function manifestOf(dataset: Dataset, source: DatasetManifest['source']): DatasetManifest {
  const { hash, table, rowsRead, quarantined, dialect, notes } = dataset;
  const quarantineFile = quarantined.file?.split(/[\\/]/).at(-1);
  return {
    formatVersion: 1,
    hash,
    source,
    rowsRead,
    rowsAccepted: table.rowCount,
    rowsQuarantined: quarantined.count,
    ...(quarantineFile === undefined ? {} : { quarantineFile }),
    quarantined: quarantined.rows,
    dialect,
    notes,
  };
}

async function removeStaleDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(DRAFT)) continue;
    const draft = join(folder, name);
    const made = await stat(draft).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > STALE_DRAFT_MS)
      await rm(draft, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

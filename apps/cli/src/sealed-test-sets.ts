import { ProbityError } from '@probity/domain';
import type { Stores } from '@probity/stores';
import type { Dataset } from '@probity/training';
import { countSharedRows, readSeals, type SealedTestSet, sealKinds } from '@probity/validation';
import type { App } from './app.js';

/** Share of a sealed set's rows in a file from which the file counts as that set. */
const SAME_SET = 0.5;
/** Share of a sealed set's rows in training data that is refused; fewer may be alike by chance and are said. */
const REFUSED = 0.01;

/** A sealed test set as found in data. */
export interface FoundSeal {
  readonly seal: SealedTestSet;
  /** Rows of the data that stand in the sealed set. */
  readonly sharedRows: number;
}

/** All sealed sets with their openings, from the governance log. */
async function listSeals(stores: Stores): Promise<readonly SealedTestSet[]> {
  const entries = await Promise.all(
    Object.values(sealKinds).map((kind) => stores.governance.list({ kind, limit: 1000 })),
  );
  return readSeals(entries.flat());
}

/**
 * The sealed sets that rows of some data come from, compared cell by cell with the sealed versions in the workspace, so
 * that another name, dialect or schema of the file does not hide them.
 */
async function findSeals(app: App, stores: Stores, dataset: Dataset): Promise<readonly FoundSeal[]> {
  const found: FoundSeal[] = [];
  for (const seal of await listSeals(stores)) {
    const sealed = await openSealed(app, seal);
    const sharedRows =
      sealed === undefined
        ? seal.dataset === dataset.hash
          ? dataset.table.rowCount
          : 0
        : countSharedRows(sealed, dataset);
    if (sharedRows > 0) found.push({ seal, sharedRows });
  }
  return found;
}

/** Puts a test set aside: recorded once, in the audit chain. @returns the seal, and whether it is new */
export async function sealTestSet(stores: Stores, dataset: Dataset, actor: string) {
  const known = (await listSeals(stores)).find((seal) => seal.dataset === dataset.hash);
  if (known !== undefined) return { seal: known, isNew: false };
  const facts = { dataset: dataset.hash, rows: dataset.table.rowCount };
  const entry = await stores.governance.append({ kind: sealKinds.sealed, actor, facts });
  const [seal] = readSeals([entry]);
  if (seal === undefined) throw new ProbityError('INTERNAL', 'the sealing was not recorded as it was written');
  return { seal, isNew: true };
}

/**
 * When data are a sealed set, records that it is opened, before anything of it is measured: a look that is broken off
 * is a look.
 * @returns the seal, this opening included; undefined when the data are none
 */
export async function openSealedSet(
  app: App,
  stores: Stores,
  dataset: Dataset,
  model: string,
  actor: string,
): Promise<SealedTestSet | undefined> {
  const found = (await findSeals(app, stores, dataset)).find(
    ({ seal, sharedRows }) => sharedRows >= SAME_SET * (seal.rows ?? dataset.table.rowCount),
  );
  if (found === undefined) return undefined;
  const { seal } = found;
  const count = seal.openings.length + 1;
  const facts = { dataset: seal.dataset, model, count, rows: found.sharedRows };
  const entry = await stores.governance.append({ kind: sealKinds.opened, actor, facts });
  const first = seal.openings[0];
  if (first !== undefined) {
    app.terminal.note(
      `WARNING: this sealed test set is opened for the ${ordinal(count)} time; it was first opened on ${first.at} by ${first.by}. ` +
        'What was chosen since may have been chosen for these rows.',
    );
  }
  return { ...seal, openings: [...seal.openings, { at: entry.recordedAt, by: actor, model }] };
}

/**
 * Keeps rows of sealed test sets out of training data.
 * @throws INVALID_ARGUMENT when a hundredth or more of a sealed set's rows are in the data
 */
export async function refuseSealedRows(app: App, dataset: Dataset): Promise<void> {
  const found = await app.withStores((stores) => findSeals(app, stores, dataset));
  for (const { seal, sharedRows } of found) {
    const words = `${sharedRows} rows of the training data stand in the test set sealed on ${seal.sealedAt} by ${seal.sealedBy}`;
    if (sharedRows < REFUSED * (seal.rows ?? 1)) app.terminal.note(`note: ${words}; so few may be alike by chance`);
    else throw new ProbityError('INVALID_ARGUMENT', `${words}: take them out`, { field: 'file', sharedRows });
  }
}

async function openSealed(app: App, seal: SealedTestSet): Promise<Dataset | undefined> {
  try {
    return await app.warehouse.openDataset(seal.dataset);
  } catch (error) {
    if (error instanceof ProbityError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

function ordinal(count: number): string {
  const last = count % 10;
  const isTeen = Math.floor(count / 10) % 10 === 1;
  return `${count}${isTeen || last === 0 || last > 3 ? 'th' : ['st', 'nd', 'rd'][last - 1]}`;
}

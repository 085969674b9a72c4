import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ProbityError } from '@probity/domain';
import { type CategoryRules, emptyLedger, type Ledger } from '@probity/personal';

/** What `probity personal --store` keeps: payments, and what the person said of their categories. */
export interface KeptMoney {
  readonly ledger: Ledger;
  readonly rules: CategoryRules;
}

const FORMAT = 'probity-personal-1';

function fileIn(workspace: string): string {
  return join(workspace, 'personal', 'money.json');
}

/** What was kept in this workspace; empty where nothing was. @throws FILE_UNREADABLE when the file is not ours */
export async function readKeptMoney(workspace: string): Promise<KeptMoney> {
  const file = fileIn(workspace);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { ledger: emptyLedger, rules: {} };
  }
  try {
    const kept = JSON.parse(text) as KeptMoney & { readonly format?: string };
    if (kept.format === FORMAT) return { ledger: kept.ledger, rules: kept.rules };
  } catch {
    // Said below.
  }
  throw new ProbityError('FILE_UNREADABLE', `${file} does not hold what --store keeps; move it away to start anew`, {
    field: file,
  });
}

/** Written beside and renamed, so that a kill leaves the old or the new; only its owner may read it. */
export async function keepMoney(workspace: string, { ledger, rules }: KeptMoney): Promise<string> {
  const file = fileIn(workspace);
  await mkdir(join(workspace, 'personal'), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}.part`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify({ format: FORMAT, rules, ledger }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  return file;
}

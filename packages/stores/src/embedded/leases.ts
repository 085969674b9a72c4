import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processIdentity } from './process-identity.js';

/** Says that this process uses the server, until `release`. Call both under the workspace lock. */
export interface Lease {
  release(): void;
}

export function takeLease(folder: string): Lease {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}`);
  writeFileSync(file, processIdentity(process.pid) ?? '', { mode: 0o600 });
  return { release: () => rmSync(file, { force: true }) };
}

/** How many leases living processes hold. Leases of the dead are removed on the way. */
export function countLiveLeases(folder: string): number {
  let live = 0;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (processIdentity(Number.parseInt(name, 10)) === readFileSync(file, 'utf8')) live += 1;
    else rmSync(file, { force: true });
  }
  return live;
}

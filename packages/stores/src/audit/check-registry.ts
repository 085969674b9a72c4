import { sql, type Transaction } from 'kysely';
import type { StoresDatabase } from '../database/tables.js';
import type { AliasBody, RegistrationBody } from '../registry/postgres-model-registry.js';
import { sha256 } from './audit-entry.js';
import type { Report } from './check-entry.js';
import type { EntryRow } from './read-entry.js';

/** What the chain says the registry must hold. As large as the registry, not as the chain. */
export class RegistryHistory {
  private readonly versions = new Map<string, { sequence: number; body: RegistrationBody }>();
  private readonly aliases = new Map<string, { sequence: number; body: AliasBody }>();

  /** Takes an authentic entry. */
  follow(row: EntryRow): void {
    const sequence = Number(row.sequence);
    if (row.kind === 'model-registered') {
      const body = JSON.parse(row.body) as RegistrationBody;
      this.versions.set(rowKey(body.name, body.version), { sequence, body });
    } else if (row.kind === 'alias-set') {
      const body = JSON.parse(row.body) as AliasBody;
      this.aliases.set(rowKey(body.name, body.alias), { sequence, body });
    }
  }

  /** Compares the registry's tables with the chain, both ways. */
  async check(transaction: Transaction<StoresDatabase>, report: Report): Promise<void> {
    await this.checkVersions(transaction, report);
    await this.checkAliases(transaction, report);
    await this.checkBundles(transaction, report);
  }

  private async checkVersions(transaction: Transaction<StoresDatabase>, report: Report): Promise<void> {
    const rows = await transaction.selectFrom('probity.model_version').selectAll().execute();
    const missing = new Map(this.versions);
    for (const row of rows) {
      const key = rowKey(row.name, row.version);
      const expected = this.versions.get(key);
      missing.delete(key);
      if (expected?.sequence === Number(row.sequence) && expected.body.hash === row.hash) continue;
      const what = `version ${row.version} of model "${row.name}"`;
      report(
        expected?.sequence ?? Number(row.sequence),
        'registry-changed',
        expected === undefined
          ? `${what} is in the registry, and no entry registered it`
          : `${what} is not as entry ${expected.sequence} registered it`,
      );
    }
    for (const { sequence, body } of missing.values()) {
      report(
        sequence,
        'registry-changed',
        `version ${body.version} of model "${body.name}" is missing in the registry`,
      );
    }
  }

  private async checkAliases(transaction: Transaction<StoresDatabase>, report: Report): Promise<void> {
    const rows = await transaction.selectFrom('probity.model_alias').selectAll().execute();
    const missing = new Map(this.aliases);
    for (const row of rows) {
      const key = rowKey(row.name, row.alias);
      const expected = this.aliases.get(key);
      missing.delete(key);
      if (expected?.sequence === Number(row.sequence) && expected.body.version === row.version) continue;
      const what = `the alias "${row.alias}" of model "${row.name}"`;
      report(
        expected?.sequence ?? Number(row.sequence),
        'registry-changed',
        expected === undefined ? `no entry set ${what}` : `${what} is not as entry ${expected.sequence} set it`,
      );
    }
    for (const { sequence, body } of missing.values()) {
      report(sequence, 'registry-changed', `the alias "${body.alias}" of model "${body.name}" is missing`);
    }
  }

  private async checkBundles(transaction: Transaction<StoresDatabase>, report: Report): Promise<void> {
    const missing = new Map<string, { sequence: number; body: RegistrationBody }>();
    for (const version of this.versions.values()) {
      if (!missing.has(version.body.digest)) missing.set(version.body.digest, version);
    }
    const stored = await transaction.selectFrom('probity.model_bundle').select('digest').execute();
    for (const { digest } of stored) {
      const text = digest.toString('hex');
      const owner = missing.get(text);
      missing.delete(text);
      if (owner === undefined) {
        report(0, 'registry-changed', `no entry registered the stored bundle ${text}`);
        continue;
      }
      const { rows } = await sql<{ bytes: Buffer }>`
        SELECT bytes FROM probity.model_bundle WHERE digest = ${digest}`.execute(transaction);
      if (rows[0] === undefined || !sha256(rows[0].bytes).equals(digest)) {
        const { name, version } = owner.body;
        report(owner.sequence, 'registry-changed', `the bytes of version ${version} of model "${name}" were changed`);
      }
    }
    for (const { sequence, body } of missing.values()) {
      report(sequence, 'registry-changed', `the bytes of version ${body.version} of model "${body.name}" are missing`);
    }
  }
}

/** Names hold no "@". */
function rowKey(name: string, versionOrAlias: number | string): string {
  return `${name}@${versionOrAlias}`;
}

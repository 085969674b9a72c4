import { sql, type Transaction } from 'kysely';
import type { StoresDatabase } from '../database/tables.js';
import type { ReportBody } from '../reports/postgres-report-archive.js';
import { sha256 } from './audit-entry.js';
import type { Report } from './check-entry.js';
import type { EntryRow } from './read-entry.js';

/** What the chain says the archive of reports must hold. As large as the list of reports, not as their texts. */
export class ReportHistory {
  private readonly expected = new Map<number, ReportBody>();

  /** Takes an authentic entry. */
  follow(row: EntryRow): void {
    if (row.kind === 'report-archived') this.expected.set(Number(row.sequence), JSON.parse(row.body) as ReportBody);
  }

  /** Compares the archive with the chain, both ways, one text at a time. */
  async check(transaction: Transaction<StoresDatabase>, report: Report): Promise<void> {
    const missing = new Set(this.expected.keys());
    const { rows } = await sql<{ sequence: string; kind: string; subject: string }>`
      SELECT sequence, kind, subject FROM probity.report ORDER BY sequence`.execute(transaction);
    for (const row of rows) {
      const sequence = Number(row.sequence);
      const body = this.expected.get(sequence);
      missing.delete(sequence);
      if (body === undefined) {
        report(sequence, 'report-changed', `a report stands under entry ${sequence}, which saved none`);
        continue;
      }
      const { rows: contents } = await sql<{ content: Buffer }>`
        SELECT content FROM probity.report WHERE sequence = ${row.sequence}`.execute(transaction);
      const content = contents[0]?.content;
      const same = row.kind === body.kind && row.subject === body.subject;
      if (!same || content === undefined || sha256(content).toString('hex') !== body.digest) {
        report(sequence, 'report-changed', `the report of entry ${sequence} is not as it was saved`);
      }
    }
    for (const sequence of missing) report(sequence, 'report-changed', `the report of entry ${sequence} is missing`);
  }
}

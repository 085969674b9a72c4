import { type JsonValue, ProbityError } from '@probity/domain';
import {
  type ArchivedReport,
  encodeReport,
  type NewReport,
  type ReportArchive,
  type ReportKind,
  type ReportQuery,
  type ReportSummary,
  reportLimit,
} from '@probity/scoring';
import { type RawBuilder, sql } from 'kysely';
import { sha256 } from '../audit/audit-entry.js';
import { type ChainContext, withOpenChain } from '../audit/open-chain.js';
import { brokenEntry, type EntryRow, readBody } from '../audit/read-entry.js';

/** The body of a report's entry. */
export interface ReportBody {
  readonly kind: ReportKind;
  readonly subject: string;
  /** SHA-256 of the report's canonical JSON, hex. */
  readonly digest: string;
  readonly bytes: number;
}

/** PostgreSQL's `bigint` holds more, but no chain will be so long. */
const ID = /^[1-9]\d{0,14}$/;

/** The report archive on PostgreSQL. A report's id is the number of its entry. */
export function createPostgresReportArchive(context: ChainContext): ReportArchive {
  const { database } = context;

  const readRows = async (where: RawBuilder<unknown>, limit: number): Promise<ReportRow[]> => {
    const { rows } = await database.retrying(() =>
      sql<ReportRow>`
        SELECT e.*, r.kind AS report_kind, r.subject AS report_subject FROM probity.report r
        JOIN probity.audit_entry e ON e.sequence = r.sequence
        WHERE ${where} ORDER BY r.sequence DESC LIMIT ${limit}`.execute(database.db),
    );
    return rows;
  };
  const readWhole = async (row: ReportRow): Promise<ArchivedReport> => {
    const summary = summaryOf(row);
    const { rows } = await database.retrying(() =>
      sql<{ content: Buffer }>`SELECT content FROM probity.report WHERE sequence = ${row.sequence}`.execute(
        database.db,
      ),
    );
    const content = rows[0]?.content;
    if (content === undefined || sha256(content).toString('hex') !== summary.digest)
      throw brokenEntry(Number(row.sequence));
    return { ...summary, report: JSON.parse(content.toString('utf8')) as unknown };
  };

  return {
    async save(report: NewReport): Promise<{ readonly id: string }> {
      const content = Buffer.from(encodeReport(report), 'utf8');
      const { kind, subject } = report;
      const body: ReportBody = { kind, subject, digest: sha256(content).toString('hex'), bytes: content.length };
      const sequence = await withOpenChain(context, async ({ transaction, add }) => {
        const at = add('report-archived', body as unknown as JsonValue);
        await sql`
          INSERT INTO probity.report (sequence, kind, subject, content)
          VALUES (${at}, ${kind}, ${subject}, ${content})`.execute(transaction);
        return at;
      });
      return { id: String(sequence) };
    },

    async find(id: string): Promise<ArchivedReport> {
      const [row] = ID.test(id) ? await readRows(sql`r.sequence = ${id}`, 1) : [];
      if (row === undefined) throw new ProbityError('REPORT_NOT_FOUND', 'the archive holds no report of this id');
      return readWhole(row);
    },

    async latest(kind: ReportKind, subject: string): Promise<ArchivedReport | undefined> {
      const [row] = await readRows(sql`r.kind = ${kind} AND r.subject = ${subject}`, 1);
      return row && readWhole(row);
    },

    async list(query: ReportQuery = {}): Promise<readonly ReportSummary[]> {
      const limit = reportLimit(query);
      const { kind, subject } = query;
      const rows = await readRows(
        sql`(${kind ?? null}::text IS NULL OR r.kind = ${kind ?? null})
          AND (${subject ?? null}::text IS NULL OR r.subject = ${subject ?? null})`,
        limit,
      );
      return rows.map(summaryOf);
    },
  };
}

interface ReportRow extends EntryRow {
  readonly report_kind: string;
  readonly report_subject: string;
}

function summaryOf(row: ReportRow): ReportSummary {
  const { kind, subject, digest, bytes } = readBody<ReportBody>(row);
  if (kind !== row.report_kind || subject !== row.report_subject) throw brokenEntry(Number(row.sequence));
  return { id: row.sequence, kind, subject, savedAt: row.recorded_at, digest, bytes };
}

import { ProbityError } from '@probity/domain';
import { sha256Hex } from '../bundle/digest.js';
import {
  type ArchivedReport,
  encodeReport,
  type NewReport,
  type ReportArchive,
  type ReportQuery,
  type ReportSummary,
  reportLimit,
} from './report-archive.js';

/**
 * An archive that forgets when the program ends: for tests and for trying things out. Nothing is chained.
 * @param now the time as ISO 8601, UTC, for `savedAt`
 */
export function createInMemoryReportArchive(now: () => string): ReportArchive {
  const reports: { summary: ReportSummary; text: string }[] = [];
  const whole = ({ summary, text }: { summary: ReportSummary; text: string }): ArchivedReport => ({
    ...summary,
    report: JSON.parse(text) as unknown,
  });
  const matches = (summary: ReportSummary, { kind, subject }: ReportQuery) =>
    (kind === undefined || summary.kind === kind) && (subject === undefined || summary.subject === subject);

  return {
    async save(report: NewReport): Promise<{ readonly id: string }> {
      const text = encodeReport(report);
      const { kind, subject } = report;
      const bytes = new TextEncoder().encode(text);
      const digest = await sha256Hex(bytes);
      const id = String(reports.length + 1);
      reports.push({ summary: { id, kind, subject, savedAt: now(), digest, bytes: bytes.length }, text });
      return { id };
    },

    async find(id: string): Promise<ArchivedReport> {
      const found = reports.find(({ summary }) => summary.id === id);
      if (found === undefined) throw new ProbityError('REPORT_NOT_FOUND', 'the archive holds no report of this id');
      return whole(found);
    },

    async latest(kind, subject): Promise<ArchivedReport | undefined> {
      const found = reports.findLast(({ summary }) => matches(summary, { kind, subject }));
      return found && whole(found);
    },

    async list(query: ReportQuery = {}): Promise<readonly ReportSummary[]> {
      const limit = reportLimit(query);
      const found = reports.map(({ summary }) => summary).filter((summary) => matches(summary, query));
      return found.reverse().slice(0, limit);
    },
  };
}

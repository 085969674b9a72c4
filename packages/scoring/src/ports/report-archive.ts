import { canonicalJson, type JsonValue, ProbityError } from '@probity/domain';

/**
 * What a report is about, by kind; its subject is in brackets:
 * `profile` (dataset hash), `quality` (name of the source), `validation`, `fairness`, `scorecard` (model hash),
 * `backtest` (id of the policy).
 */
export const reportKinds = ['profile', 'quality', 'validation', 'fairness', 'scorecard', 'backtest'] as const;

export type ReportKind = (typeof reportKinds)[number];

/** A report to be kept. */
export interface NewReport {
  readonly kind: ReportKind;
  /** What it is about: a hash, a name or an id, 1 to 200 characters. */
  readonly subject: string;
  /**
   * Anything that JSON carries (no NaN: say `null`, with the reason beside it). It lies in the archive unencrypted and
   * is never erased, so it must name no person.
   */
  readonly report: unknown;
}

/** A kept report as lists show it. */
export interface ReportSummary {
  readonly id: string;
  readonly kind: ReportKind;
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  /** SHA-256 of the report as canonical JSON, lower-case hex; stands in the audit chain. */
  readonly digest: string;
  /** Length of that JSON. */
  readonly bytes: number;
}

/** A kept report, whole. */
export interface ArchivedReport extends ReportSummary {
  readonly report: unknown;
}

export interface ReportQuery {
  readonly kind?: ReportKind;
  readonly subject?: string;
  /** 1 to 500, default 50. */
  readonly limit?: number;
}

/**
 * Where reports are kept for ever, as they were: append-only, each an entry of the audit chain that holds its digest.
 *
 * @example
 * const { id } = await stores.reports.save({ kind: 'validation', subject: model.hash, report });
 * (await stores.reports.latest('validation', model.hash))?.id === id
 */
export interface ReportArchive {
  /** Resolves when the report is durable. @throws INVALID_ARGUMENT when JSON cannot carry it */
  save(report: NewReport): Promise<{ readonly id: string }>;
  /** @throws REPORT_NOT_FOUND; AUDIT_BROKEN when it is not as it was saved */
  find(id: string): Promise<ArchivedReport>;
  /** The report saved last of this kind on this subject; undefined when there is none. @throws AUDIT_BROKEN */
  latest(kind: ReportKind, subject: string): Promise<ArchivedReport | undefined>;
  /** Newest first. */
  list(query?: ReportQuery): Promise<readonly ReportSummary[]>;
}

const LONGEST_SUBJECT = 200;
const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 500;

/**
 * The bytes of a report as an archive keeps them; for adapters.
 * @throws INVALID_ARGUMENT naming what is off
 */
export function encodeReport({ kind, subject, report }: NewReport): string {
  checkReportKind(kind);
  if (typeof subject !== 'string' || subject.length === 0 || subject.length > LONGEST_SUBJECT || hasControls(subject)) {
    refuse('subject', 'save', `must be 1 to ${LONGEST_SUBJECT} characters`, subject);
  }
  try {
    return canonicalJson(report as JsonValue);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`report\` of \`save\` must be JSON: ${cause.message}`,
      { field: 'report' },
      { cause },
    );
  }
}

/** The limit of a query, checked; for adapters. @throws INVALID_ARGUMENT */
export function reportLimit({ kind, limit = DEFAULT_LIMIT }: ReportQuery): number {
  if (kind !== undefined) checkReportKind(kind);
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT)
    refuse('limit', 'list', `must be 1 to ${LARGEST_LIMIT}`, limit);
  return limit;
}

function checkReportKind(kind: string): void {
  if (!(reportKinds as readonly string[]).includes(kind))
    refuse('kind', 'save', `must be one of ${reportKinds.join(', ')}`, kind);
}

function hasControls(text: string): boolean {
  return /[\p{Cc}\p{Cs}]/u.test(text);
}

function refuse(field: string, method: string, rule: string, got: unknown): never {
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`${method}\` ${rule}; got ${JSON.stringify(got)}`, {
    field,
  });
}

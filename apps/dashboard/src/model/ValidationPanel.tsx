import type { ReportSection } from '@probity/validation';
import { useQuery } from '@tanstack/react-query';
import type { KeptValidation } from '../api/api-client.js';
import { ApiError } from '../api/api-error.js';
import { validationQuery } from '../api/queries.js';
import { ServerPageLink } from '../api/ServerPageLink.js';
import { formatNumber, formatPercent } from '../format/format-number.js';
import { formatTime } from '../format/format-time.js';
import { ReportBlocks } from '../report/ReportBlocks.js';
import { VerdictMark } from '../report/VerdictMark.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';

/** What `probity validate` found of this model, section by section; what was not assessed is said. */
export function ValidationPanel({ reference }: { readonly reference: string }) {
  const report = useQuery(validationQuery(reference));
  return (
    <section className="card" aria-labelledby="validation">
      <h2 id="validation">Validation</h2>
      {report.isError && !isMissing(report.error) && (
        <ErrorNotice error={report.error} onRetry={() => void report.refetch()} />
      )}
      {report.isError && isMissing(report.error) && (
        <p className="muted">
          Nobody has validated it yet. Run <code>probity validate --model {reference}</code> and its report stands here.
        </p>
      )}
      {report.data !== undefined && (
        <>
          <div className="validation-verdict">
            <VerdictMark light={report.data.verdict.light} />
            <p>
              <b>{report.data.verdict.sentence}</b>{' '}
              <span className="muted">
                {basisOf(report.data)}, {formatTime(report.data.savedAt)}.{' '}
                <ServerPageLink path={`/v1/models/${encodeURIComponent(reference)}/validation/page`}>
                  The whole report, to print
                </ServerPageLink>
              </span>
            </p>
          </div>
          {report.data.sections.map((section) => (
            <Section key={section.id} section={section} />
          ))}
        </>
      )}
    </section>
  );
}

function Section({ section }: { readonly section: ReportSection }) {
  if (section.status === 'not assessed') {
    return (
      <div className="validation-section" data-unassessed>
        <span>{section.title}</span>
        <span className="muted">not assessed: {section.reason}</span>
      </div>
    );
  }
  return (
    <details className="validation-section">
      <summary>
        <span>{section.title}</span>
        <VerdictMark light={section.light} />
        <span className="muted">{section.finding}</span>
      </summary>
      <ReportBlocks blocks={section.blocks} />
      {(section.gaps ?? []).map(({ what, reason }) => (
        <p key={what} className="muted">
          Not assessed: {what} ({reason}).
        </p>
      ))}
    </details>
  );
}

function basisOf({ data: { basis, rows, bads } }: KeptValidation): string {
  if (basis === 'none') return 'Without rows';
  const counted = `${formatNumber(rows)} rows, ${formatPercent(rows === 0 ? 0 : bads / rows)} bad`;
  return basis === 'out-of-fold' ? `On the ${counted}, of training, out of fold` : `On ${counted}, of a sample`;
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

import type { ReportSection } from '@probity/validation';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.js';
import { validationQuery } from '../api/queries.js';
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
      {report.data?.sections.map((section) => (
        <Section key={section.id} section={section} />
      ))}
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

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

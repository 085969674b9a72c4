import type { Reason } from '@probity/domain';
import { formatSigned } from '../format/format-number.js';

/** The factors that raised the risk, in words, worst first. */
export function ReasonList({ reasons }: { readonly reasons: readonly Reason[] }) {
  if (reasons.length === 0) return <p className="muted">Nothing raised the risk above the average application.</p>;
  const most = reasons[0]?.contribution ?? 1;
  return (
    <ol className="reasons">
      {reasons.map((reason) => (
        <li key={reason.feature}>
          <span className="reason-text">{reason.text}</span>
          <span className="reason-amount" title="log-odds">
            {formatSigned(reason.contribution, 2)}
          </span>
          <span className="reason-bar" aria-hidden="true" style={{ width: `${(reason.contribution / most) * 100}%` }} />
        </li>
      ))}
    </ol>
  );
}

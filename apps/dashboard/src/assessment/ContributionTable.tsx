import type { Explanation } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { useState } from 'react';
import type { ScoredSubject } from '../charts/waterfall-layout.js';
import { formatExact } from '../format/format-number.js';
import { formatValue } from '../format/format-value.js';
import { splitLabel } from '../format/split-label.js';

interface ContributionTableProps {
  readonly explanation: Explanation;
  readonly fields?: readonly FormField[] | undefined;
  /** What is explained, in words; default application. */
  readonly subject?: ScoredSubject;
}

/** Every contribution with all its digits, for whoever wants to add them up. */
export function ContributionTable({ explanation, fields, subject = 'application' }: ContributionTableProps) {
  const { contributions, baseline, margin } = explanation;
  // A closed table is not drawn: a what-if redraws all this on every step of a slider.
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="contribution-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All {contributions.length} contributions, every digit</summary>
      {isOpen && (
        <div className="table-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Factor</th>
                <th scope="col">Value</th>
                <th scope="col" className="number">
                  Log-odds
                </th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">Average {subject} (baseline)</th>
                <td />
                <td className="number">{formatExact(baseline)}</td>
              </tr>
              {contributions.map((share) => (
                <tr key={share.feature}>
                  <th scope="row">{splitLabel(share.label).text}</th>
                  <td>
                    {formatValue(
                      share.value,
                      fields?.find((field) => field.name === share.feature),
                    )}
                  </td>
                  <td className="number">{formatExact(share.contribution)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">This {subject} (margin)</th>
                <td />
                <td className="number">{formatExact(margin)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </details>
  );
}

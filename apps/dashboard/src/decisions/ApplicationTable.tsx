import { type Application, columnLabel } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { formatValue } from '../format/format-value.js';
import { splitLabel } from '../format/split-label.js';

interface ApplicationTableProps {
  readonly application: Application;
  readonly fields?: readonly FormField[] | undefined;
}

/** What was known of the applicant, in the form's order, then whatever else was sent. */
export function ApplicationTable({ application, fields = [] }: ApplicationTableProps) {
  const asked = fields.filter((field) => Object.hasOwn(application, field.name));
  const extra = Object.keys(application).filter((name) => !asked.some((field) => field.name === name));
  return (
    <table className="application-table">
      <tbody>
        {asked.map((field) => (
          <tr key={field.name}>
            <th scope="row">{splitLabel(field.label).text}</th>
            <td data-unknown={application[field.name] === null || undefined}>
              {formatValue(application[field.name], field)}
            </td>
          </tr>
        ))}
        {extra.map((name) => (
          <tr key={name}>
            <th scope="row">{columnLabel({ name })}</th>
            <td data-unknown={application[name] === null || undefined}>{formatValue(application[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

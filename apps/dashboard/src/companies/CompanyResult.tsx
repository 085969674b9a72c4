import { isRatioName, ratioNamed } from '@probity/features';
import type { FormField, PreparedCompany, ScoredApplication } from '@probity/scoring';
import { riskClassOf } from '@probity/scoring';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ContributionTable } from '../assessment/ContributionTable.js';
import { Waterfall } from '../charts/Waterfall.js';
import { formatPercent } from '../format/format-number.js';

interface CompanyResultProps {
  readonly judged: { readonly prepared: PreparedCompany; readonly assessment: ScoredApplication } | undefined;
  readonly cut: number;
  readonly fields: readonly FormField[];
}

/** An input of a classic score as people call it. */
function titleOf(input: string): string {
  return isRatioName(input) ? ratioNamed(input).title.toLowerCase() : input;
}

/** 1 or 0, the probability, what drives it, and what the literature says. */
export function CompanyResult({ judged, cut, fields }: CompanyResultProps) {
  if (judged === undefined) {
    return (
      <section className="card" aria-label="Judgement">
        <p className="muted">Enter a company to see its risk.</p>
      </section>
    );
  }
  const { prepared, assessment } = judged;
  const riskClass = riskClassOf(assessment.riskScore, cut);
  const { known, features, warning } = prepared.coverage;
  return (
    <div className="company-result">
      <section className="card" aria-label="Judgement">
        <div className="company-verdict" data-class={riskClass}>
          <output aria-label="Class">{riskClass}</output>
          <div>
            <strong>{riskClass === 1 ? 'High risk' : 'Low risk'}</strong>
            <span>
              probability of bankruptcy {formatPercent(assessment.riskScore, 2)}; high from {formatPercent(cut, 2)}
            </span>
          </div>
        </div>
        {warning === null ? (
          <p className="muted">
            {known} of {features} features are known.
          </p>
        ) : (
          <p className="company-warning" role="note" aria-label="How much is known">
            <IconAlertTriangle size={18} stroke={1.75} aria-hidden="true" />
            <span>{warning.charAt(0).toUpperCase() + warning.slice(1)}.</span>
          </p>
        )}
        <Waterfall explanation={assessment.explanation} fields={fields} subject="company" />
        <ContributionTable explanation={assessment.explanation} fields={fields} subject="company" />
      </section>
      <section className="card" aria-label="Classic scores">
        <h2>What the literature says</h2>
        <div className="table-scroll">
          <table className="company-classics">
            <thead>
              <tr>
                <th scope="col">Score</th>
                <th scope="col" className="number">
                  Value
                </th>
                <th scope="col">Zone</th>
              </tr>
            </thead>
            <tbody>
              {prepared.classics.map(({ name, title, score, zone, zones, missing, notes }) => (
                <tr key={name}>
                  <th scope="row">
                    {title}
                    <small>
                      {score === null ? `not known: ${missing.map(titleOf).join(', ')}` : [zones, ...notes].join('; ')}
                    </small>
                  </th>
                  <td className="number">{score === null ? '–' : score.toFixed(2)}</td>
                  <td>
                    {zone !== null && (
                      <span className="company-zone" data-zone={zone}>
                        {zone}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {prepared.notes.length > 0 && (
          <details>
            <summary>{prepared.notes.length} notes on the statements and ratios</summary>
            <ul>
              {prepared.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </details>
        )}
      </section>
    </div>
  );
}

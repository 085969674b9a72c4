import { columnLabel, levelLabel } from '@probity/domain';
import type { ModelBundle } from '@probity/scoring';
import { useState } from 'react';
import { LineChart } from '../charts/LineChart.js';
import { formatPercent } from '../format/format-number.js';

interface InsightPanelProps {
  readonly bundle: ModelBundle;
  /** The feature whose dependence is shown; the most important one where absent. */
  readonly feature: string | undefined;
  readonly onFeature: (feature: string) => void;
}

const SHOWN_FIRST = 12;

/** What the model goes by: how much each feature moves its scores, and which way. */
export function InsightPanel({ bundle, feature, onFeature }: InsightPanelProps) {
  const [isWhole, setWhole] = useState(false);
  const { insight } = bundle.evaluation;
  if (insight === undefined) return null;
  const columns = new Map(bundle.schema.columns.map((column) => [column.name, column]));
  const wordsOf = (name: string) => columnLabel(columns.get(name) ?? { name });
  const { importance, dependence } = insight;
  const most = importance[0]?.share ?? 1;
  const shown = isWhole ? importance : importance.slice(0, SHOWN_FIRST);
  const chosen = dependence.find((each) => each.feature === feature) ?? dependence[0];
  const column = chosen === undefined ? undefined : columns.get(chosen.feature);
  const levels = chosen?.levels?.map((level) => levelLabel(column ?? {}, level));
  return (
    <section className="card" aria-labelledby="insight">
      <h2 id="insight">What it goes by</h2>
      <div className="insight-columns">
        <div>
          <ol className="importance" aria-label="Features by importance">
            {shown.map(({ feature: name, share }) => (
              <li key={name}>
                <button
                  type="button"
                  aria-pressed={name === chosen?.feature}
                  disabled={!dependence.some((each) => each.feature === name)}
                  onClick={() => onFeature(name)}
                >
                  <span className="importance-name">{wordsOf(name)}</span>
                  <span className="importance-bar" aria-hidden="true">
                    <span style={{ width: `${(share / most) * 100}%` }} />
                  </span>
                  <span className="importance-share">{formatPercent(share)}</span>
                </button>
              </li>
            ))}
          </ol>
          {importance.length > SHOWN_FIRST && (
            <button type="button" className="link-button" onClick={() => setWhole(!isWhole)}>
              {isWhole ? 'Only the first' : `All ${importance.length} features`}
            </button>
          )}
          <p className="muted">Share of all movement of the score, by exact Shapley values.</p>
        </div>
        {chosen !== undefined && (
          <LineChart
            key={chosen.feature}
            title={`Mean risk along ${wordsOf(chosen.feature).toLowerCase()}`}
            x={{ label: wordsOf(chosen.feature), ...(levels === undefined ? {} : { ticks: levels }) }}
            y={{ label: 'Mean risk score', format: 'share' }}
            series={[
              {
                name: 'Partial dependence',
                x: chosen.values ?? chosen.riskScores.map((_, level) => level),
                y: chosen.riskScores,
                draw: levels === undefined ? 'line' : 'points',
              },
            ]}
            height={340}
          />
        )}
      </div>
    </section>
  );
}

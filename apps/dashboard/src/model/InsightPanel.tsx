import { columnLabel, levelLabel } from '@probity/domain';
import type { ModelBundle } from '@probity/scoring';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { LineChart } from '../charts/LineChart.js';
import { formatPercent } from '../format/format-number.js';
import { intervalNear } from './interval-near.js';

interface InsightPanelProps {
  readonly bundle: ModelBundle;
  /** Whether the training data are in this workspace; undefined until that is known. */
  readonly hasData: boolean | undefined;
  /** The feature whose dependence is shown; the most important one where absent. */
  readonly feature: string | undefined;
  readonly onFeature: (feature: string) => void;
}

const SHOWN_FIRST = 12;

/** What the model goes by: how much each feature moves its scores, and which way. */
export function InsightPanel({ bundle, hasData, feature, onFeature }: InsightPanelProps) {
  const navigate = useNavigate();
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
  const { dataset } = bundle.provenance;
  const showRows = (point: number) => {
    if (chosen === undefined) return;
    const level = chosen.levels?.[point];
    const rows = level === undefined ? intervalNear(chosen.values ?? [], point) : { level };
    void navigate({
      to: '/data/$hash',
      params: { hash: dataset },
      search: { column: chosen.feature, ...rows, open: true },
    });
  };
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
          <div>
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
              {...(hasData === true
                ? {
                    describe: () => 'Enter or a click shows the training rows',
                    onPick: (_: number, point: number) => showRows(point),
                  }
                : {})}
            />
            {hasData === false && (
              <p className="muted insight-rows">
                The data it was trained on are not in this workspace, so there are no rows to show.
              </p>
            )}
            {hasData === true && (
              <p className="muted insight-rows">
                A point leads to the training rows near it.{' '}
                <Link to="/data/$hash" params={{ hash: dataset }} search={{ column: chosen.feature }}>
                  {wordsOf(chosen.feature)} in the data set
                </Link>
              </p>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

import './what-would-change-it.css';
import { Button } from '@mantine/core';
import type { Application, Assessment, ModelReference } from '@probity/domain';
import type { Counterfactual, CounterfactualReport, FormField } from '@probity/scoring';
import { IconArrowNarrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { engineQuery } from '../engine/load-engine.js';
import { formatPercent } from '../format/format-number.js';
import { formatValue } from '../format/format-value.js';
import { splitLabel } from '../format/split-label.js';
import { OutcomeBadge } from './OutcomeBadge.js';
import { suggestChanges } from './suggested-changes.js';

interface WhatWouldChangeItProps {
  readonly decision: Assessment & {
    readonly decisionId: string;
    readonly model: ModelReference;
    readonly application: Application;
  };
  readonly fields?: readonly FormField[] | undefined;
  /** Search as soon as the engine is there; otherwise when asked. */
  readonly isEager?: boolean;
}

/** The nearest changes with which this very engine decides otherwise, searched for and assessed in this browser. */
export function WhatWouldChangeIt({ decision, fields, isEager = false }: WhatWouldChangeItProps) {
  const [isAsked, setAsked] = useState(isEager);
  const [report, setReport] = useState<CounterfactualReport | Error>();
  const engine = useQuery({ ...engineQuery(decision.model, decision.policy), enabled: isAsked });
  const scorer = engine.data?.scorer;
  useEffect(() => {
    if (!isAsked || scorer === undefined) return;
    // After the result is painted: a search may take a tenth of a second.
    const timer = setTimeout(() => {
      try {
        setReport(scorer.counterfactuals(decision.application));
      } catch (error) {
        setReport(error instanceof Error ? error : new Error(String(error)));
      }
    }, 0);
    return () => clearTimeout(timer);
  }, [isAsked, scorer, decision]);

  if (decision.decision === 'approve') return null;
  const failure = engine.error ?? (report instanceof Error ? report : null);
  return (
    <section className="card change-it" aria-labelledby="change-it-title">
      <h2 id="change-it-title">What would change it</h2>
      {!isAsked && (
        <div className="change-it-ask">
          <p className="muted">The smallest changes with which this model would approve.</p>
          <Button variant="default" size="xs" onClick={() => setAsked(true)}>
            Find out
          </Button>
        </div>
      )}
      {isAsked && failure !== null && <p className="muted">Not to be had in this browser: {failure.message}</p>}
      {isAsked && failure === null && report === undefined && <div className="shimmer" style={{ height: 96 }} />}
      {report !== undefined && !(report instanceof Error) && (
        <Answers report={report} fields={fields} decisionId={decision.decisionId} />
      )}
    </section>
  );
}

interface AnswersProps {
  readonly report: CounterfactualReport;
  readonly fields?: readonly FormField[] | undefined;
  readonly decisionId: string;
}

function Answers({ report, fields, decisionId }: AnswersProps) {
  const { counterfactuals, none, searched } = report;
  if (none !== undefined) {
    return (
      <p className="muted">
        Nothing found: {none.reason}.{none.isProven ? ' Every combination was ruled out.' : ''}
      </p>
    );
  }
  return (
    <>
      <ol className="change-it-answers">
        {counterfactuals.map((answer) => (
          <Answer
            key={answer.changes.map(({ text }) => text).join()}
            answer={answer}
            fields={fields}
            decisionId={decisionId}
          />
        ))}
      </ol>
      <p className="change-it-note">
        Each was assessed by the engine, here.{' '}
        {counterfactuals[0]?.isProven === true && 'The first is proved to be the nearest of '}
        {counterfactuals[0]?.isProven === true ? `${searched.values} values of ${searched.features} fields. ` : ''}
        They say what the model would decide, not what a person can do.
        {report.notes.slice(1).map((note) => ` ${note.replaceAll('`', '')}`)}
      </p>
    </>
  );
}

interface AnswerProps {
  readonly answer: Counterfactual;
  readonly fields?: readonly FormField[] | undefined;
  readonly decisionId: string;
}

function Answer({ answer, fields, decisionId }: AnswerProps) {
  const navigate = useNavigate();
  const tryIt = () => {
    suggestChanges({ decisionId, values: Object.fromEntries(answer.changes.map(({ feature, to }) => [feature, to])) });
    void navigate({ to: '/', search: { decision: decisionId, view: 'what-if' } });
  };
  return (
    <li>
      <dl>
        {answer.changes.map(({ feature, label, from, to }) => {
          const field = fields?.find(({ name }) => name === feature);
          return (
            <div key={feature}>
              <dt>{splitLabel(label).text}</dt>
              <dd>
                <span className="change-it-from">{formatValue(from, field)}</span>
                <IconArrowNarrowRight size={16} stroke={1.7} aria-label="to" />
                <b>{formatValue(to, field)}</b>
              </dd>
            </div>
          );
        })}
      </dl>
      <p className="change-it-result">
        <span>{formatPercent(answer.riskScore)}</span>
        <OutcomeBadge outcome={answer.decision} size="sm" />
        <button type="button" className="change-it-try" onClick={tryIt}>
          Try it
        </button>
      </p>
    </li>
  );
}

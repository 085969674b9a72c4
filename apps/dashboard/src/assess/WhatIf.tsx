import { Button, TextInput } from '@mantine/core';
import type { DecisionResponse, FormResponse } from '@probity/contract';
import type { FieldValue } from '@probity/domain';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { AssessmentPanel } from '../assessment/AssessmentPanel.js';
import { EngineCheck } from '../assessment/EngineCheck.js';
import { OutcomeBadge } from '../assessment/OutcomeBadge.js';
import { RecordFacts } from '../assessment/RecordFacts.js';
import { forgetSuggestion, readSuggestion } from '../assessment/suggested-changes.js';
import type { BrowserEngine } from '../engine/load-engine.js';
import { type Draft, draftOf, inFieldWords, sameValues } from '../form/draft.js';
import { WhatIfField } from '../form/WhatIfField.js';
import { formatPercent } from '../format/format-number.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { useShortcuts } from '../shell/use-shortcuts.js';
import { assessHere } from './assess-here.js';
import { useRecordDecision } from './use-assess.js';

/** From this many fields on, finding one by eye takes longer than typing three letters. */
const MANY_FIELDS = 12;

interface WhatIfProps {
  readonly form: FormResponse;
  readonly decision: DecisionResponse;
  readonly engine: UseQueryResult<BrowserEngine>;
  readonly tools: ReactNode;
}

/** Every field within reach, the score recomputed here on each change; nothing is recorded until asked. */
export function WhatIf({ form, decision, engine, tools }: WhatIfProps) {
  const { fields, policy } = form;
  const recorded = useMemo(() => draftOf(decision.application, fields), [decision, fields]);
  const [changed, setChanged] = useState<Draft>(() => ({ ...recorded, ...readSuggestion(decision.decisionId) }));
  useEffect(() => forgetSuggestion, []);
  const [filter, setFilter] = useState('');
  const record = useRecordDecision(form);
  const change = useCallback(
    (name: string, value: FieldValue) => setChanged((before) => ({ ...before, [name]: value })),
    [],
  );

  const application = { ...decision.application, ...changed } as Record<string, FieldValue>;
  const scorer = engine.data?.scorer;
  const here = useMemo(() => assessHere(scorer, decision, changed), [scorer, decision, changed]);
  const isChanged = !sameValues(changed, recorded, fields);
  const changes = fields.filter((field) => !Object.is(changed[field.name], recorded[field.name])).length;

  // What weighed most comes first, and stays there while things move.
  const ranked = useMemo(() => {
    const weights = new Map(
      decision.explanation.contributions.map((share) => [share.feature, Math.abs(share.contribution)]),
    );
    return [...fields].sort((a, b) => (weights.get(b.name) ?? 0) - (weights.get(a.name) ?? 0));
  }, [fields, decision]);
  const wanted = filter.trim().toLowerCase();
  const shown = ranked.filter(
    (field) => field.label.toLowerCase().includes(wanted) || field.name.toLowerCase().includes(wanted),
  );

  const recordNow = () => {
    if (isChanged && here.assessment !== undefined && !record.isPending) record.mutate(application);
  };
  useShortcuts({ 'mod+Enter': recordNow });

  const wrongField = fields.find((field) => field.name === here.error?.field);
  const assessment = here.assessment ?? decision;
  return (
    <div className="workbench">
      <div className="workbench-input">
        {tools}
        <div className="card what-if">
          <div className="what-if-intro">
            <h2>What if…</h2>
            <p className="muted">
              Move anything. This browser recomputes the score with the very engine of the server; nothing is recorded.
            </p>
            {fields.length >= MANY_FIELDS && (
              <TextInput
                size="xs"
                aria-label="Find a field"
                placeholder="Find a field"
                value={filter}
                onChange={(event) => setFilter(event.currentTarget.value)}
              />
            )}
          </div>
          <div className="what-if-fields">
            {shown.map((field) => (
              <WhatIfField
                key={field.name}
                field={field}
                recorded={recorded[field.name] ?? null}
                value={changed[field.name] ?? null}
                onChange={change}
              />
            ))}
            {shown.length === 0 && <p className="muted">No field has “{filter}” in its name.</p>}
          </div>
          <div className="what-if-foot">
            <Button variant="default" disabled={!isChanged} onClick={() => setChanged(recorded)}>
              Reset
            </Button>
            <Button
              disabled={!isChanged || here.assessment === undefined}
              loading={record.isPending}
              onClick={recordNow}
            >
              Record this as a new decision
            </Button>
            <p role="status">
              {changes === 0 ? 'As recorded.' : `${changes} ${changes === 1 ? 'change' : 'changes'}.`}
            </p>
          </div>
        </div>
      </div>
      <div className="workbench-result workbench-sticky" id="result" tabIndex={-1}>
        {engine.isError && <ErrorNotice error={engine.error} onRetry={() => void engine.refetch()} />}
        {record.isError && <ErrorNotice error={record.error} />}
        {here.error !== undefined && (
          <p className="notice notice-bad" role="alert">
            {wrongField === undefined ? here.error.message : inFieldWords(here.error.message, wrongField)}
          </p>
        )}
        <AssessmentPanel assessment={assessment} recorded={decision} fields={fields} cutOffs={policy}>
          <RecordFacts model={decision.model}>
            <div>
              <dt>Computed here in</dt>
              <dd data-testid="local-time">
                {here.milliseconds === undefined ? '…' : `${here.milliseconds.toFixed(2)} ms`}
              </dd>
            </div>
          </RecordFacts>
          <EngineCheck decision={decision} />
        </AssessmentPanel>
      </div>
      <div className="what-if-bar" aria-hidden="true">
        <span className="what-if-bar-score">{formatPercent(assessment.riskScore)}</span>
        <span className="muted">was {formatPercent(decision.riskScore)}</span>
        <OutcomeBadge outcome={assessment.decision} size="sm" />
      </div>
    </div>
  );
}

import { SegmentedControl } from '@mantine/core';
import type { DecisionResponse, FormResponse } from '@probity/contract';
import type { FieldValue } from '@probity/domain';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { engineQuery } from '../engine/load-engine.js';
import { ApplicationForm } from '../form/ApplicationForm.js';
import { type Draft, draftOf, sameValues } from '../form/draft.js';
import { ErrorNotice } from '../shell/ErrorNotice.js';
import { useShortcuts } from '../shell/use-shortcuts.js';
import { EmptyResult } from './EmptyResult.js';
import { PresetButtons } from './PresetButtons.js';
import { RecordedResult } from './RecordedResult.js';
import { useAssess } from './use-assess.js';

const WhatIf = lazy(() => import('./WhatIf.js').then((module) => ({ default: module.WhatIf })));

const route = getRouteApi('/');

interface WorkbenchProps {
  readonly form: FormResponse;
  /** The decision that the address names. */
  readonly decision: DecisionResponse | undefined;
}

/** The form on one side, what came of it on the other; or, once there is a decision, its what-if. */
export function Workbench({ form, decision }: WorkbenchProps) {
  const { fields, policy, model } = form;
  const navigate = route.useNavigate();
  const isWhatIf = route.useSearch().view === 'what-if' && decision !== undefined;
  const engine = useQuery(engineQuery(model, form.policyReference));
  const [draft, setDraft] = useState<Draft>(() =>
    decision === undefined ? {} : draftOf(decision.application, fields),
  );
  const assess = useAssess(form, engine.data?.scorer);
  const { clearError, clearErrors } = assess;

  const shownDecision = useRef(decision?.decisionId);
  useEffect(() => {
    if (decision === undefined || decision.decisionId === shownDecision.current) return;
    shownDecision.current = decision.decisionId;
    setDraft(draftOf(decision.application, fields));
  }, [decision, fields]);

  const change = useCallback(
    (name: string, value: FieldValue | undefined) => {
      setDraft((before) => ({ ...before, [name]: value }));
      clearError(name);
    },
    [clearError],
  );
  const fill = (filled: Draft) => {
    setDraft(filled);
    clearErrors();
  };
  const setView = (view: string) =>
    void navigate({
      search: { ...(decision && { decision: decision.decisionId }), ...(view === 'what-if' ? { view } : {}) },
      replace: true,
      resetScroll: false,
    });

  useShortcuts({
    ...(isWhatIf ? {} : { 'mod+Enter': () => void assess.submit(draft) }),
    w: () => decision !== undefined && setView(isWhatIf ? 'form' : 'what-if'),
  });

  const isEdited = decision !== undefined && !sameValues(draft, decision.application, fields);
  const tools = (
    <div className="workbench-tools">
      {decision !== undefined && (
        <SegmentedControl
          withItemsBorders={false}
          aria-label="Form or what-if"
          value={isWhatIf ? 'what-if' : 'form'}
          onChange={setView}
          data={[
            { value: 'form', label: 'Form' },
            { value: 'what-if', label: 'What if' },
          ]}
        />
      )}
      {!isWhatIf && <PresetButtons form={form} onFill={fill} />}
    </div>
  );

  if (isWhatIf) {
    return (
      <Suspense fallback={<div className="shimmer" style={{ height: 420 }} />}>
        <WhatIf key={decision.decisionId} form={form} decision={decision} engine={engine} tools={tools} />
      </Suspense>
    );
  }
  return (
    <div className="workbench">
      <div className="workbench-input">
        {tools}
        <ApplicationForm
          fields={fields}
          draft={draft}
          errors={assess.errors}
          isBusy={assess.isBusy}
          onChange={change}
          onSubmit={() => void assess.submit(draft)}
        />
      </div>
      <div className="workbench-result" id="result" tabIndex={-1} aria-live="polite" aria-busy={assess.isBusy}>
        {assess.failure !== null && <ErrorNotice error={assess.failure} />}
        {isEdited && <p className="notice">The form has changed since this decision. Assess again for a new one.</p>}
        {decision === undefined ? (
          <EmptyResult isBusy={assess.isBusy} />
        ) : (
          <RecordedResult decision={decision} fields={fields} policy={policy} onWhatIf={() => setView('what-if')} />
        )}
      </div>
    </div>
  );
}

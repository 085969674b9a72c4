import type { AssessResponse, DecisionResponse, FormResponse } from '@probity/contract';
import type { Application } from '@probity/domain';
import type { Scorer } from '@probity/scoring';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { postAssess } from '../api/api-client.js';
import { ApiError } from '../api/api-error.js';
import { decisionQuery } from '../api/queries.js';
import { type FieldErrors, findFieldErrors } from '../engine/find-field-errors.js';
import { referenceOf } from '../engine/load-engine.js';
import { applicationOf, type Draft, findBlankFields } from '../form/draft.js';
import { typicalApplicant } from '../form/presets.js';

const noErrors: FieldErrors = {};
const route = getRouteApi('/');

/** Checks a draft, has it assessed and recorded, and shows the decision by putting it into the address. */
export function useAssess(form: FormResponse, scorer: Scorer | undefined) {
  const [errors, setErrors] = useState(noErrors);
  const record = useRecordDecision(form);

  // Once the fields are drawn with their errors, the first of them gets the focus.
  useEffect(() => {
    if (errors !== noErrors)
      document.querySelector<HTMLElement>('[data-invalid] input, [data-invalid] select')?.focus();
  }, [errors]);

  const submit = async (draft: Draft): Promise<void> => {
    if (record.isPending) return;
    const found = findErrors(draft, form, scorer);
    if (Object.keys(found).length > 0) return setErrors(found);
    setErrors(noErrors);
    try {
      await record.mutateAsync(applicationOf(draft, form.fields));
      revealResult();
    } catch (error) {
      const field = error instanceof ApiError ? error.field : undefined;
      if (error instanceof ApiError && form.fields.some((known) => known.name === field)) {
        setErrors({ [field as string]: { code: error.code, message: error.message } });
        record.reset();
      }
    }
  };

  return {
    submit,
    errors,
    isBusy: record.isPending,
    failure: record.error,
    clearError: useCallback((name: string) => setErrors((before) => without(before, name)), []),
    clearErrors: useCallback(() => setErrors(noErrors), []),
  };
}

/** Records an application as a new decision and goes to it. */
export function useRecordDecision(form: FormResponse) {
  const queryClient = useQueryClient();
  const navigate = route.useNavigate();
  // One key for one wish: asking again after a lost answer must not make a second decision.
  const attempt = useRef<{ readonly body: string; readonly key: string | undefined }>(undefined);
  return useMutation({
    mutationFn: async (application: Application): Promise<DecisionResponse> => {
      const body = JSON.stringify(application);
      // Outside https and loopback there is no randomUUID; a repeat is then a second decision, as with any client.
      if (attempt.current?.body !== body) attempt.current = { body, key: globalThis.crypto?.randomUUID?.() };
      const answer: AssessResponse = await postAssess(
        { application: { ...application }, model: referenceOf(form.model) },
        attempt.current.key,
      );
      return { ...answer, application: { ...application } };
    },
    onSuccess: async (decision) => {
      attempt.current = undefined;
      queryClient.setQueryData(decisionQuery(decision.decisionId).queryKey, decision);
      void queryClient.invalidateQueries({ queryKey: ['decisions'] });
      await navigate({ search: { decision: decision.decisionId }, resetScroll: false });
      // What is shown at once is what was sent; what is checked in the end is what was stored.
      void queryClient.invalidateQueries({ queryKey: decisionQuery(decision.decisionId).queryKey });
    },
  });
}

function findErrors(draft: Draft, form: FormResponse, scorer: Scorer | undefined): FieldErrors {
  const blank = findBlankFields(draft, form.fields);
  if (scorer === undefined) return blank;
  const stand = typicalApplicant(form.fields);
  const filled = { ...draft, ...Object.fromEntries(Object.keys(blank).map((name) => [name, stand[name] ?? null])) };
  return { ...blank, ...findFieldErrors(scorer, applicationOf(filled, form.fields), stand) };
}

function without(errors: FieldErrors, name: string): FieldErrors {
  if (errors[name] === undefined) return errors;
  const left = Object.entries(errors).filter(([field]) => field !== name);
  return left.length === 0 ? noErrors : Object.fromEntries(left);
}

/** Where the result lies out of sight, above or below, it is brought into view. */
function revealResult(): void {
  const result = document.getElementById('result');
  if (result === null) return;
  const { top } = result.getBoundingClientRect();
  if (top >= 0 && top < window.innerHeight * 0.6) return;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  result.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
}

import { Button } from '@mantine/core';
import type { FormResponse } from '@probity/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { engineQuery } from '../engine/load-engine.js';
import type { Draft } from '../form/draft.js';
import { randomApplicant, riskyApplicant, typicalApplicant } from '../form/presets.js';

interface PresetButtonsProps {
  readonly form: FormResponse;
  readonly onFill: (draft: Draft) => void;
}

/** Applicants made from the training data's distributions, to try things with. */
export function PresetButtons({ form, onFill }: PresetButtonsProps) {
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const fillRisky = async () => {
    setBusy(true);
    try {
      const { scorer } = await queryClient.ensureQueryData(engineQuery(form.model, form.policyReference));
      onFill(riskyApplicant(form.fields, scorer));
    } catch {
      // Without the engine nobody knows which side is the risky one; the badge beside the result says why it is missing.
      onFill(typicalApplicant(form.fields));
    } finally {
      setBusy(false);
    }
  };
  return (
    <fieldset className="presets">
      <legend>Fill with</legend>
      <Button variant="default" size="xs" onClick={() => onFill(typicalApplicant(form.fields))}>
        Typical applicant
      </Button>
      <Button variant="default" size="xs" onClick={() => onFill(randomApplicant(form.fields, Math.random))}>
        Random
      </Button>
      <Button variant="default" size="xs" loading={isBusy} onClick={() => void fillRisky()}>
        Risky
      </Button>
      <Button variant="subtle" color="gray" size="xs" onClick={() => onFill({})}>
        Clear
      </Button>
    </fieldset>
  );
}

import './form.css';
import { Button } from '@mantine/core';
import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { IconArrowRight } from '@tabler/icons-react';
import { memo, type SubmitEvent } from 'react';
import type { FieldError, FieldErrors } from '../engine/find-field-errors.js';
import type { Draft } from './draft.js';
import { FieldInput } from './FieldInput.js';
import { groupFields } from './group-fields.js';

interface ApplicationFormProps {
  readonly fields: readonly FormField[];
  readonly draft: Draft;
  readonly errors: FieldErrors;
  readonly isBusy: boolean;
  readonly onChange: (name: string, value: FieldValue | undefined) => void;
  readonly onSubmit: () => void;
}

/** Every field the model needs, in groups of two columns. */
export function ApplicationForm({ fields, draft, errors, isBusy, onChange, onSubmit }: ApplicationFormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const groups = groupFields(fields);
  const errorCount = Object.keys(errors).length;

  return (
    <form onSubmit={submit} noValidate aria-label="Application">
      {groups.map((group) => (
        <fieldset key={group.title} className="field-group">
          <legend>{group.title}</legend>
          <div className="field-grid">
            {group.fields.map((field) => (
              <Question
                key={field.name}
                field={field}
                value={draft[field.name]}
                error={errors[field.name]}
                onChange={onChange}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <div className="form-foot">
        <Button type="submit" size="md" loading={isBusy} rightSection={<IconArrowRight size={18} stroke={1.8} />}>
          Assess
        </Button>
        <p role="status" className={errorCount > 0 ? 'form-errors' : undefined}>
          {errorCount > 0
            ? `${errorCount} ${errorCount === 1 ? 'field needs' : 'fields need'} attention.`
            : 'The decision is recorded in the audit log.'}
        </p>
      </div>
    </form>
  );
}

interface QuestionProps {
  readonly field: FormField;
  readonly value: FieldValue | undefined;
  readonly error: FieldError | undefined;
  readonly onChange: (name: string, value: FieldValue | undefined) => void;
}

// Remembered, so that a key press draws one field and not the whole form.
const Question = memo(function Question({ field, value, error, onChange }: QuestionProps) {
  return <FieldInput field={field} value={value} error={error} onChange={(next) => onChange(field.name, next)} />;
});

import { NativeSelect, NumberInput, TextInput, UnstyledButton } from '@mantine/core';
import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { type ReactNode, useId } from 'react';
import type { FieldError } from '../engine/find-field-errors.js';
import { formatValue } from '../format/format-value.js';
import { splitLabel } from '../format/split-label.js';
import { inFieldWords } from './draft.js';
import { isChoice, isNumber } from './group-fields.js';
import { middleValue } from './quantiles.js';

interface FieldInputProps {
  readonly field: FormField;
  readonly value: FieldValue | undefined;
  readonly error?: FieldError | undefined;
  readonly onChange: (value: FieldValue | undefined) => void;
}

const NOT_KNOWN = '\u0000not-known';

/** One question of the form, with its unit, its hint, its error, and the way to say "not known". */
export function FieldInput({ field, value, error, onChange }: FieldInputProps) {
  const id = useId();
  const { text, unit } = splitLabel(field.label);
  const shown: ReactNode = error && (
    <span className="field-error" data-code={error.code}>
      {inFieldWords(error.message, field)}
    </span>
  );
  const about = field.description === undefined ? {} : { 'aria-describedby': `${id}-about` };
  const shared = { id, error: shown, 'data-field': field.name, ...about } as const;

  return (
    <div className="field" data-invalid={error === undefined ? undefined : true}>
      <div className="field-head">
        <label htmlFor={id} title={field.name}>
          {text}
        </label>
        {!isChoice(field) && !field.required && (
          <UnstyledButton
            className="not-known"
            aria-pressed={value === null}
            aria-label={`${text}: not known`}
            onClick={() => onChange(value === null ? undefined : null)}
          >
            not known
          </UnstyledButton>
        )}
      </div>
      <div>
        {isChoice(field) ? (
          <NativeSelect
            {...shared}
            value={selectValue(value)}
            onChange={(event) => onChange(readSelect(field, event.currentTarget.value))}
          >
            <option value="" disabled hidden>
              Choose…
            </option>
            {optionsOf(field, value).map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
            {!field.required && <option value={NOT_KNOWN}>Not known</option>}
          </NativeSelect>
        ) : isNumber(field) ? (
          <NumberInput
            {...shared}
            value={typeof value === 'number' || typeof value === 'string' ? value : ''}
            onChange={(next) => onChange(next === '' ? undefined : next)}
            placeholder={value === null ? 'not known' : `typically ${formatValue(middleValue(field))}`}
            thousandSeparator={'\u202f'}
            allowedDecimalSeparators={['.', ',']}
            rightSection={unit === undefined ? undefined : <span className="field-unit">{unit}</span>}
            rightSectionWidth={unit === undefined ? undefined : 18 + unit.length * 8}
            rightSectionPointerEvents="none"
            hideControls
            inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'}
            data-not-known={value === null ? true : undefined}
          />
        ) : (
          <TextInput
            {...shared}
            type={field.kind === 'date' ? 'date' : 'text'}
            value={typeof value === 'string' ? value : ''}
            placeholder={value === null ? 'not known' : field.kind === 'datetime' ? '2026-03-31T12:00:00Z' : ''}
            onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
            data-not-known={value === null ? true : undefined}
          />
        )}
        {field.description !== undefined && (
          <p id={`${id}-about`} className="field-description">
            {field.description}
          </p>
        )}
      </div>
    </div>
  );
}

function selectValue(value: FieldValue | undefined): string {
  if (value === undefined) return '';
  return value === null ? NOT_KNOWN : String(value);
}

function readSelect(field: FormField, text: string): FieldValue | undefined {
  if (text === '') return undefined;
  if (text === NOT_KNOWN) return null;
  return field.kind === 'boolean' ? text === 'true' : text;
}

/** The levels, and a value that is none of them (from an older decision), so that it is not lost. */
export function optionsOf(
  field: FormField,
  value: FieldValue | undefined,
): readonly { readonly value: string; readonly label: string }[] {
  if (field.kind === 'boolean') {
    return [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ];
  }
  const levels = field.levels ?? [];
  if (typeof value !== 'string' || levels.some((level) => level.value === value)) return levels;
  return [...levels, { value, label: `${value} (not seen in training)` }];
}

import { ActionIcon, NativeSelect, Slider, UnstyledButton } from '@mantine/core';
import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import { IconArrowBackUp } from '@tabler/icons-react';
import { memo } from 'react';
import { formatValue } from '../format/format-value.js';
import { splitLabel } from '../format/split-label.js';
import { FieldInput, optionsOf } from './FieldInput.js';
import { isChoice, isNumber } from './group-fields.js';
import { middleValue, sliderRange } from './quantiles.js';

interface WhatIfFieldProps {
  readonly field: FormField;
  readonly recorded: FieldValue;
  readonly value: FieldValue;
  readonly onChange: (name: string, value: FieldValue) => void;
}

/** One field of the what-if: a slider or a choice, the recorded value beside it, and the way back to it. */
export const WhatIfField = memo(function WhatIfField({ field, recorded, value, onChange }: WhatIfFieldProps) {
  const { text } = splitLabel(field.label);
  const isChanged = !Object.is(recorded, value);
  const set = (next: FieldValue) => onChange(field.name, next);
  return (
    <div className="what-if-field" data-changed={isChanged || undefined} data-field={field.name}>
      <div className="what-if-head">
        <span className="what-if-label">{text}</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          className="what-if-undo"
          aria-label={`${text}: back to the recorded value`}
          disabled={!isChanged}
          onClick={() => set(recorded)}
        >
          <IconArrowBackUp size={15} stroke={1.8} />
        </ActionIcon>
        <output className="what-if-value">
          {isChanged && (
            <s>
              <span className="visually-hidden">recorded: </span>
              {formatValue(recorded, field)}
            </s>
          )}
          {!isChoice(field) && <span>{formatValue(value, field)}</span>}
        </output>
      </div>
      <Control field={field} recorded={recorded} value={value} label={text} onChange={set} />
    </div>
  );
});

interface ControlProps {
  readonly field: FormField;
  readonly recorded: FieldValue;
  readonly value: FieldValue;
  readonly label: string;
  readonly onChange: (value: FieldValue) => void;
}

function Control({ field, recorded, value, label, onChange }: ControlProps) {
  if (isChoice(field)) {
    return (
      <NativeSelect
        size="xs"
        aria-label={label}
        value={value === null ? '' : String(value)}
        onChange={(event) => {
          const text = event.currentTarget.value;
          onChange(text === '' ? null : field.kind === 'boolean' ? text === 'true' : text);
        }}
      >
        {optionsOf(field, value).map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
        {(!field.required || value === null) && <option value="">Not known</option>}
      </NativeSelect>
    );
  }
  const range = isNumber(field) ? sliderRange(field) : undefined;
  if (range === undefined) {
    return <FieldInput field={field} value={value} onChange={(next) => onChange(next ?? null)} />;
  }
  // The recorded value may lie outside the usual range; the slider still has to hold it.
  const numbers = [recorded, value].filter((number) => typeof number === 'number');
  const min = Math.min(range.min, ...numbers);
  const max = Math.max(range.max, ...numbers);
  const middle = middleValue(field);
  return (
    <div className="what-if-slider">
      <Slider
        size="sm"
        min={min}
        max={max}
        step={range.step}
        value={typeof value === 'number' ? value : typeof middle === 'number' ? middle : min}
        onChange={(next) => onChange(cleanStep(next))}
        label={null}
        thumbLabel={label}
        thumbValueText={formatValue(value, field)}
        disabled={value === null}
        marks={typeof recorded === 'number' ? [{ value: recorded }] : []}
      />
      {!field.required && (
        <UnstyledButton
          className="not-known"
          aria-pressed={value === null}
          aria-label={`${label}: not known`}
          onClick={() => onChange(value !== null ? null : (recorded ?? middle))}
        >
          not known
        </UnstyledButton>
      )}
    </div>
  );
}

/** A slider adds its steps up in binary; 0.30000000000000004 is nobody's wish. */
function cleanStep(value: number): number {
  return Number(value.toPrecision(10));
}

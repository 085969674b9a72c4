import { type FieldValue, MILLISECONDS_PER_DAY } from '@probity/domain';
import type { FormField } from '@probity/scoring';

/** The value below which a share of the training data lies; undefined for fields without quantiles. */
export function quantileOf(field: FormField, share: number): FieldValue | undefined {
  const { quantiles } = field;
  if (quantiles === undefined || quantiles.length === 0) return undefined;
  const place = share * (quantiles.length - 1);
  const low = quantiles[Math.floor(place)] ?? Number.NaN;
  const high = quantiles[Math.ceil(place)] ?? low;
  return asFieldValue(field, low + (high - low) * (place - Math.floor(place)));
}

/** A number of the engine as the field is asked: whole, with few digits, a flag or a date. */
function asFieldValue(field: FormField, encoded: number): FieldValue {
  switch (field.kind) {
    case 'boolean':
      return encoded >= 0.5;
    case 'date':
      return new Date(Math.round(encoded) * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
    case 'datetime':
      return new Date(Math.round(encoded)).toISOString();
    case 'integer':
      return Math.round(encoded);
    default:
      return Number(encoded.toPrecision(4));
  }
}

/** The middle of the answers that were given: the median, or the level seen most often. */
export function middleValue(field: FormField): FieldValue {
  const shares = Object.entries(field.shares ?? {}).sort((a, b) => b[1] - a[1]);
  return (
    quantileOf(field, 0.5) ?? shares[0]?.[0] ?? field.levels?.[0]?.value ?? (field.kind === 'boolean' ? false : null)
  );
}

/** The most common answer: the middle one, or "not known" where most applications leave the field empty. */
export function typicalValue(field: FormField): FieldValue {
  return !field.required && field.missingShare > 0.5 ? null : middleValue(field);
}

/** The range a slider should span, and its step: the central 98 % of the data within the schema's bounds. */
export function sliderRange(field: FormField): { min: number; max: number; step: number } | undefined {
  const { quantiles } = field;
  if (quantiles === undefined || quantiles.length < 3) return undefined;
  // The outermost quantiles are extremes of the data; a long tail would leave no room for everyone else.
  const last = quantiles.length - 1;
  const [lowest = 0, low = 0, high = 0, highest = 0] = [
    quantiles[0],
    quantiles[1],
    quantiles[last - 1],
    quantiles[last],
  ];
  const spread = high - low;
  const min = Math.max(lowest, low - spread * 0.5);
  const max = Math.min(highest, high + spread * 0.5);
  if (!(max > min)) return highest > lowest ? rangeOf(lowest, highest, field) : undefined;
  return rangeOf(min, max, field);
}

function rangeOf(min: number, max: number, field: FormField): { min: number; max: number; step: number } {
  const fine = 10 ** Math.floor(Math.log10((max - min) / 100));
  const step = field.kind === 'integer' ? Math.max(1, Math.round(fine)) : fine;
  return { min: Math.floor(min / step) * step, max: Math.ceil(max / step) * step, step };
}

import type { Application, FieldValue } from '@probity/domain';
import type { FormField, Scorer } from '@probity/scoring';
import { middleValue, quantileOf, typicalValue } from './quantiles.js';

/** Everyone's middle: the median or most common level of every field. */
export function typicalApplicant(fields: readonly FormField[]): Application {
  return Object.fromEntries(fields.map((field) => [field.name, typicalValue(field)]));
}

/**
 * Somebody drawn from the training data's distributions, field by field (independently, so an odd mixture at times).
 * @param random a draw in [0, 1)
 */
export function randomApplicant(fields: readonly FormField[], random: () => number): Application {
  return Object.fromEntries(fields.map((field) => [field.name, randomValue(field, random)]));
}

function randomValue(field: FormField, random: () => number): FieldValue {
  if (!field.required && random() < field.missingShare) return null;
  let left = random();
  const quantile = quantileOf(field, left);
  if (quantile !== undefined) return quantile;
  for (const [level, share] of Object.entries(field.shares ?? {})) {
    left -= share;
    if (left < 0) return level;
  }
  return middleValue(field);
}

/** How many fields of the typical applicant are turned to the bad. */
const RISKY_FIELDS = 5;

/**
 * The typical applicant with the fields that raise the risk most, one at a time, turned to their worse side:
 * the tenth or ninetieth percentile, or a level that is not rare. The engine itself says which side that is.
 */
export function riskyApplicant(fields: readonly FormField[], scorer: Scorer): Application {
  const typical = typicalApplicant(fields);
  const start = scorer.score(typical).riskScore;
  // What most people leave empty stays empty: filling it in would contradict the rest.
  const turns = fields
    .filter((field) => typical[field.name] !== null)
    .map((field) => {
      const turned = worseValues(field)
        .map((value) => ({ value, riskScore: scorer.score({ ...typical, [field.name]: value }).riskScore }))
        .sort((a, b) => b.riskScore - a.riskScore)[0];
      return { name: field.name, value: turned?.value ?? null, gain: (turned?.riskScore ?? start) - start };
    });
  const worst = turns.filter((turn) => turn.gain > 0).sort((a, b) => b.gain - a.gain);
  return { ...typical, ...Object.fromEntries(worst.slice(0, RISKY_FIELDS).map((turn) => [turn.name, turn.value])) };
}

function worseValues(field: FormField): readonly FieldValue[] {
  const sides = [quantileOf(field, 0.1), quantileOf(field, 0.9)].filter((value) => value !== undefined);
  const levels = Object.entries(field.shares ?? {}).filter(([, share]) => share >= 0.04);
  return [...sides, ...levels.map(([level]) => level)];
}

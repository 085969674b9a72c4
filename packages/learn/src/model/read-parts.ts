import { ProbityError } from '@probity/domain';
import type { Feature } from '../matrix/feature-matrix.js';
import type { ModelParts } from './model.js';

/** The refusal of a part that is not what the format says. `kind` is the model's. */
export function invalidPart(kind: string, field: string, rule: string): ProbityError {
  return new ProbityError('BUNDLE_INVALID', `\`${field}\` of the ${kind} model must ${rule}`, { field });
}

/** @throws BUNDLE_INVALID unless a plain object */
export function readObject(kind: string, field: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidPart(kind, field, 'be an object');
  return value as Record<string, unknown>;
}

/** @throws BUNDLE_INVALID unless a list */
export function readList(kind: string, field: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalidPart(kind, field, 'be a list');
  return value;
}

/** @throws BUNDLE_INVALID unless a finite number */
export function readNumber(kind: string, field: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalidPart(kind, field, 'be a finite number');
  return value;
}

/** @throws BUNDLE_INVALID unless a whole number in [least, most] */
export function readWhole(kind: string, field: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw invalidPart(kind, field, `be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** @throws BUNDLE_INVALID unless the array is there, holds doubles, has the length and only finite values */
export function readDoubles(parts: ModelParts, name: string, length: number): Float64Array {
  const array = Object.hasOwn(parts.arrays, name) ? parts.arrays[name] : undefined;
  if (!(array instanceof Float64Array) || array.length !== length) {
    throw invalidPart(parts.kind, name, `be ${length} doubles`);
  }
  if (!array.every(Number.isFinite)) throw invalidPart(parts.kind, name, 'hold finite numbers only');
  return array.slice();
}

/** @throws BUNDLE_INVALID unless a list of features with names of their own, categories with their levels */
export function readFeatures(kind: string, value: unknown): readonly Feature[] {
  const names = new Set<string>();
  return readList(kind, 'features', value).map((entry, index) => {
    const field = `features[${index}]`;
    const feature = readObject(kind, field, entry);
    const { name, levels } = feature;
    if (typeof name !== 'string' || names.has(name)) throw invalidPart(kind, `${field}.name`, 'be a text of its own');
    names.add(name);
    const codes = readSpecialCodes(kind, field, feature['specialCodes']);
    if (feature['kind'] === 'numeric' && levels === undefined) return { name, kind: 'numeric', ...codes };
    if (feature['kind'] !== 'category') throw invalidPart(kind, `${field}.kind`, 'be numeric or category');
    if (levels === undefined) return { name, kind: 'category' };
    const texts = readList(kind, `${field}.levels`, levels);
    if (!texts.every((level) => typeof level === 'string')) throw invalidPart(kind, `${field}.levels`, 'be texts');
    return { name, kind: 'category', levels: texts as readonly string[], ...codes };
  });
}

function readSpecialCodes(kind: string, field: string, value: unknown): Pick<Feature, 'specialCodes'> {
  if (value === undefined) return {};
  const codes = readList(kind, `${field}.specialCodes`, value);
  return { specialCodes: codes.map((code) => readNumber(kind, `${field}.specialCodes`, code)) };
}

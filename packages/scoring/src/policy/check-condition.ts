import type { Application, FieldValue, PolicyCondition } from '@probity/domain';

/** What a condition says of an application; `unknown` where the field is not known and the condition needs it. */
export type ConditionResult = 'holds' | 'fails' | 'unknown';

/**
 * Compares one field of an application. Numbers compare as numbers, texts (ISO dates too) by UTF-16 code units;
 * values of two kinds are never equal, and their order is `unknown`.
 *
 * @example checkCondition({ field: 'age', op: '<', value: 18 }, { age: 17 }) // 'holds'
 */
export function checkCondition({ field, op, value }: PolicyCondition, application: Application): ConditionResult {
  const actual = (Object.hasOwn(application, field) ? application[field] : null) ?? null;
  if (op === 'missing') return said(actual === null);
  if (op === 'present') return said(actual !== null);
  if (actual === null) return 'unknown';
  if (op === 'in' || op === 'not in') {
    const list = (Array.isArray(value) ? value : [value]) as readonly FieldValue[];
    return said(list.includes(actual) === (op === 'in'));
  }
  if (op === '=' || op === '!=') return said((actual === value) === (op === '='));
  if (typeof actual !== typeof value || typeof actual === 'boolean') return 'unknown';
  const wanted = value as typeof actual;
  if (op === '<') return said(actual < wanted);
  if (op === '<=') return said(actual <= wanted);
  return said(op === '>' ? actual > wanted : actual >= wanted);
}

/** Whether all conditions hold. One that fails settles it, whatever is unknown. */
export function checkConditions(conditions: readonly PolicyCondition[], application: Application): ConditionResult {
  const results = conditions.map((condition) => checkCondition(condition, application));
  if (results.includes('fails')) return 'fails';
  return results.includes('unknown') ? 'unknown' : 'holds';
}

function said(truth: boolean): ConditionResult {
  return truth ? 'holds' : 'fails';
}

import { ProbityError } from '@probity/domain';

/** What one setting of a fit may be: its name, whether it holds, the rule in words, and what was given. */
export type SettingRule = readonly [field: string, holds: boolean, rule: string, got: unknown];

/** @throws INVALID_ARGUMENT for the first rule that does not hold, or a setting of no known name */
export function checkSettings(caller: string, rules: readonly SettingRule[], given: object = {}): void {
  const known = new Set(rules.map(([field]) => field));
  for (const field of Object.keys(given)) {
    if (!known.has(field)) throw wrongSetting(caller, field, 'be left out: there is no such setting', field);
  }
  for (const [field, holds, rule, got] of rules) if (!holds) throw wrongSetting(caller, field, rule, got);
}

/** Whether a value is a number in [low, high], whole where asked. */
export function isNumberIn(value: unknown, low: number, high: number, whole = false): boolean {
  return typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value));
}

function wrongSetting(caller: string, field: string, rule: string, got: unknown): ProbityError {
  const message = `\`${field}\` of \`${caller}\` must ${rule}; got ${JSON.stringify(got) ?? String(got)}`;
  return new ProbityError('INVALID_ARGUMENT', message, { field });
}

import {
  type CreditPolicy,
  conditionOperators,
  type DatasetSchema,
  type HardRule,
  type OfferGrid,
  type PolicyCondition,
  ProbityError,
} from '@probity/domain';

const MOST_RULES = 200;
const MOST_BANDS = 50;

/**
 * Checks the optional parts of a policy: rules, referral, exposure, grid.
 * @throws INVALID_ARGUMENT naming what is off
 */
export function checkPolicyParts(policy: CreditPolicy): void {
  const { rules, referral, exposure, offers } = policy;
  if (rules !== undefined) {
    need(Array.isArray(rules) && rules.length <= MOST_RULES, 'rules', `be a list of at most ${MOST_RULES}`, rules);
    for (const rule of rules) checkRule(rule);
    need(new Set(rules.map(({ id }) => id)).size === rules.length, 'rules', 'have ids of their own', 'one id twice');
  }
  if (referral !== undefined) {
    const { borderlineWidth = 0, onWarnings = false } = referral;
    need(borderlineWidth >= 0 && borderlineWidth <= 1, 'borderlineWidth', 'be in [0, 1]', borderlineWidth);
    need(typeof onWarnings === 'boolean', 'onWarnings', 'be true or false', onWarnings);
  }
  if (exposure !== undefined) {
    const { typical, field, currency } = exposure;
    need(typical > 0 && Number.isFinite(typical), 'exposure.typical', 'be > 0', typical);
    need(field === undefined || isText(field), 'exposure.field', 'name a field', field);
    need(currency === undefined || isText(currency), 'exposure.currency', 'be a text', currency);
  }
  if (offers !== undefined) checkGrid(offers, policy);
}

/**
 * Checks that a policy's fields are columns that an application for this schema may hold.
 * @throws INVALID_ARGUMENT naming the field
 */
export function checkPolicyFields(policy: CreditPolicy, schema: DatasetSchema): void {
  const known = new Map(schema.columns.map((column) => [column.name, column]));
  const check = (field: string, where: string, mustBeNumber: boolean) => {
    const column = known.get(field);
    need(column !== undefined && column.role !== 'target', where, "name a column of the model's schema", field);
    const isNumber = column?.kind === 'numeric' || column?.kind === 'integer';
    need(isNumber || !mustBeNumber, where, 'name a number', field);
  };
  for (const rule of policy.rules ?? []) for (const { field } of rule.when) check(field, `rules.${rule.id}`, false);
  if (policy.exposure?.field !== undefined) check(policy.exposure.field, 'exposure.field', true);
  if (policy.offers?.bandField !== undefined) check(policy.offers.bandField, 'offers.bandField', true);
}

function checkRule(rule: HardRule): void {
  need(isText(rule?.id), 'rules', 'each have an id', rule?.id);
  const where = `rules.${rule.id}`;
  need(isText(rule.reason), `${where}.reason`, 'be a sentence', rule.reason);
  need(rule.outcome === 'decline' || rule.outcome === 'refer', `${where}.outcome`, 'be decline or refer', rule.outcome);
  const { whenUnknown = 'refer' } = rule;
  need(whenUnknown === 'refer' || whenUnknown === 'pass', `${where}.whenUnknown`, 'be refer or pass', whenUnknown);
  need(Array.isArray(rule.when) && rule.when.length > 0, `${where}.when`, 'hold a condition', rule.when);
  for (const condition of rule.when) checkForm(condition, where);
}

function checkForm({ field, op, value }: PolicyCondition, where: string): void {
  need(isText(field), `${where}.field`, 'name a field', field);
  need(conditionOperators.includes(op), `${where}.op`, `be one of ${conditionOperators.join(' ')}`, op);
  const isList = Array.isArray(value);
  if (op === 'missing' || op === 'present') need(value === undefined, `${where}.value`, `be absent with ${op}`, value);
  else if (op === 'in' || op === 'not in') need(isList && value.every(isScalar), `${where}.value`, 'be a list', value);
  else if (op === '=' || op === '!=') need(isScalar(value), `${where}.value`, 'be a number, a text or a truth', value);
  else need(isFiniteNumber(value) || isText(value), `${where}.value`, 'be a number or a date', value);
}

function checkGrid({ bandField, bands, rows }: OfferGrid, policy: CreditPolicy): void {
  const isBands = Array.isArray(bands) && bands.length > 0 && bands.length <= MOST_BANDS;
  need(isBands, 'offers.bands', `hold 1 to ${MOST_BANDS} bands`, bands);
  need(bandField === undefined ? bands.length === 1 : isText(bandField), 'offers.bandField', 'name a field', bandField);
  const ends = bands.map(({ upTo }) => upTo);
  const ascending = ends.every((end, index) => {
    if (index === ends.length - 1) return end === null;
    return isFiniteNumber(end) && (index === 0 || end > (ends[index - 1] as number));
  });
  need(ascending, 'offers.bands', 'ascend, the last without an upper end', ends);
  need(
    bands.every(({ label }) => isText(label)),
    'offers.bands',
    'each have a label',
    bands,
  );
  need(Array.isArray(rows), 'offers.rows', 'be a list', rows);
  const grades = new Set(policy.grades.map(({ grade }) => grade));
  for (const { grade, margin, limits } of rows) {
    need(grades.delete(grade), 'offers.rows', 'name each grade of the policy at most once', grade);
    need(margin > 0 && margin <= 10, `offers.rows.${grade}.margin`, 'be in (0, 10]', margin);
    const isLimits =
      Array.isArray(limits) &&
      limits.length === bands.length &&
      limits.every((limit) => limit === null || (isFiniteNumber(limit) && limit > 0));
    need(isLimits, `offers.rows.${grade}.limits`, 'be one amount > 0 or null for each band', limits);
  }
}

function isScalar(value: unknown): boolean {
  return isFiniteNumber(value) || typeof value === 'string' || typeof value === 'boolean';
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 500;
}

function need(condition: boolean, field: string, rule: string, got: unknown): asserts condition {
  if (condition) return;
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of the policy must ${rule}; got ${JSON.stringify(got)}`, {
    field,
  });
}

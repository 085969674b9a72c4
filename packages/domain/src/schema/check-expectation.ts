import { ProbityError } from '../errors/probity-error.js';
import type { ColumnKind } from '../table/column.js';
import type { ColumnExpectation, DatasetExpectation } from './expectation.js';

type Check = (value: unknown, at: string, kind: ColumnKind | undefined) => void;
type Checks<Shape> = Readonly<Record<keyof Shape, Check>>;

const severity: Check = (value, at) => {
  if (value !== 'warn' && value !== 'fail') refuse(at, 'must be "warn" or "fail"', value);
};
const share = between(0, 1);
const count = between(0, Number.MAX_SAFE_INTEGER);
const numbers: readonly ColumnKind[] = ['numeric', 'integer', 'boolean', 'date', 'datetime'];
const coded: readonly ColumnKind[] = ['category', 'text', 'id'];

const columnChecks: Checks<ColumnExpectation> = {
  severity,
  missingShareAtMost: share,
  minimumAtLeast: bound,
  maximumAtMost: bound,
  meanBetween: (value, at, kind) => {
    ofKind(at, kind, ['numeric', 'integer', 'boolean']);
    range(value, at);
  },
  quantileBetween: (value, at, kind) => {
    ofKind(at, kind, ['numeric', 'integer']);
    if (!isRecord(value)) refuse(at, 'must be an object such as { "0.5": [20, 40] }', value);
    for (const [quantile, bounds] of Object.entries(value as object)) {
      const position = Number(quantile);
      if (quantile.trim() === '' || !(position >= 0 && position <= 1))
        refuse(`${at}.${quantile}`, 'must be named by a number from 0 to 1');
      range(bounds, `${at}.${quantile}`);
    }
  },
  distinctAtLeast: count,
  distinctAtMost: count,
  newLevelsAllowed: (value, at, kind) => {
    ofKind(at, kind, coded);
    if (typeof value !== 'boolean') refuse(at, 'must be true or false', value);
  },
  populationStabilityAtMost: between(0, Number.MAX_VALUE),
};

const datasetChecks: Checks<DatasetExpectation> = {
  severity,
  series: (value, at) => {
    if (typeof value !== 'string' || value.trim() === '' || value.length > 200)
      refuse(at, 'must be a text of 1 to 200 characters', value);
  },
  rowsAtLeast: count,
  rowsAtMost: count,
  quarantinedShareAtMost: share,
  duplicateShareAtMost: share,
  freshness: (value, at) => {
    if (!isRecord(value)) refuse(at, 'must be an object with `column` and `daysAtMost`', value);
    const { column, daysAtMost, ...others } = value as Record<string, unknown>;
    const [stranger] = Object.keys(others);
    if (stranger !== undefined) refuse(`${at}.${stranger}`, 'is not known; there are: column, daysAtMost');
    if (typeof column !== 'string' || column === '') refuse(`${at}.column`, 'must name a column', column);
    between(0, 1e6)(daysAtMost, `${at}.daysAtMost`, undefined);
  },
};

/** Checks the `expect` of a column. @throws SCHEMA_INVALID naming the entry */
export function checkColumnExpectation(value: unknown, at: string, kind: ColumnKind): void {
  checkEntries(value, at, columnChecks, kind);
}

/** Checks the `expect` of a data set; `kinds` of its columns by name. @throws SCHEMA_INVALID naming the entry */
export function checkDatasetExpectation(value: unknown, at: string, kinds: ReadonlyMap<string, ColumnKind>): void {
  checkEntries(value, at, datasetChecks, undefined);
  const { freshness } = value as DatasetExpectation;
  if (freshness === undefined) return;
  const kind = kinds.get(freshness.column);
  if (kind === undefined) refuse(`${at}.freshness.column`, 'must name a column of the schema', freshness.column);
  ofKind(`${at}.freshness.column`, kind, ['date', 'datetime']);
}

function checkEntries(
  value: unknown,
  at: string,
  checks: Readonly<Record<string, Check>>,
  kind: ColumnKind | undefined,
): void {
  if (!isRecord(value)) refuse(at, 'must be an object', value);
  for (const [key, entry] of Object.entries(value as object)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (check === undefined) refuse(`${at}.${key}`, `is not known; there are: ${Object.keys(checks).join(', ')}`);
    else if (entry !== undefined) check(entry, `${at}.${key}`, kind);
  }
}

function between(least: number, most: number): Check {
  return (value, at) => {
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      refuse(at, most === 1 ? 'must be a share from 0 to 1' : 'must be a number that is not negative', value);
    }
  };
}

function bound(value: unknown, at: string, kind: ColumnKind | undefined): void {
  ofKind(at, kind, numbers);
  if (typeof value === 'number' && Number.isFinite(value)) return;
  const dated = kind === 'date' || kind === 'datetime';
  if (dated && typeof value === 'string' && !Number.isNaN(Date.parse(value))) return;
  refuse(at, dated ? 'must be a date such as "2026-03-31"' : 'must be a number', value);
}

function range(value: unknown, at: string): void {
  const [low, high] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
  const right = typeof low === 'number' && typeof high === 'number' && low <= high;
  if (!right) refuse(at, 'must be two numbers, the lower first', value);
}

function ofKind(at: string, kind: ColumnKind | undefined, allowed: readonly ColumnKind[]): void {
  if (kind === undefined || allowed.includes(kind)) return;
  refuse(at, `is for columns of kind ${allowed.join(', ')}; this one is "${kind}"`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(field: string, rule: string, ...got: readonly unknown[]): never {
  const shown = got.map((value) => `; got ${(JSON.stringify(value) ?? 'nothing').slice(0, 100)}`).join('');
  throw new ProbityError('SCHEMA_INVALID', `\`${field}\` of the schema ${rule}${shown}`, { field });
}

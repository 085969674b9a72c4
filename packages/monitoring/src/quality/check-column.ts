import {
  type Column,
  type ColumnExpectation,
  type ColumnSchema,
  cellValue,
  type ExpectationName,
  type ExpectationResult,
  isCodedColumn,
  MILLISECONDS_PER_DAY,
} from '@probity/domain';
import { mean, quantileOfSorted } from '@probity/numerics';
import { type ReferenceCounts, specialNumbers, stabilityAgainst } from './reference-counts.js';

/** A level that fewer rows have is not named: it may be a slip with a name in it. */
const NAMED_FROM_ROWS = 5;
const NAMED_LEVELS = 5;

type Finding = Omit<ExpectationResult, 'column' | 'severity'>;

/** Holds what is expected of a column against its values. @param reference the column's distribution in the first data */
export function checkColumn(
  schema: ColumnSchema,
  column: Column | undefined,
  reference: ReferenceCounts | undefined,
): readonly ExpectationResult[] {
  const { expect = {}, name } = schema;
  const { severity = 'fail' } = expect;
  const findings = column === undefined ? absent(expect) : findingsOf(schema, expect, column, reference);
  return findings.map((finding) => ({ column: name, severity, ...finding }));
}

function absent({ severity: _severity, quantileBetween, ...expect }: ColumnExpectation): readonly Finding[] {
  const names = Object.keys({ ...expect, ...(quantileBetween === undefined ? {} : { quantileBetween }) });
  const limits = expect as Readonly<Record<string, Finding['limit']>>;
  return names.map((name) => notAssessed(name as ExpectationName, limits[name] ?? '', 'the column is not in the data'));
}

function findingsOf(
  schema: ColumnSchema,
  expect: ColumnExpectation,
  column: Column,
  reference: ReferenceCounts | undefined,
): readonly Finding[] {
  const rows = isCodedColumn(column) ? column.codes.length : column.values.length;
  const findings: Finding[] = [];
  const { missingShareAtMost, newLevelsAllowed, populationStabilityAtMost } = expect;
  if (missingShareAtMost !== undefined) {
    const missing = isCodedColumn(column)
      ? column.codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0)
      : column.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
    findings.push(
      atMost('missingShareAtMost', rows === 0 ? 0 : missing / rows, missingShareAtMost, 'share of missing values'),
    );
  }
  findings.push(
    ...(isCodedColumn(column)
      ? distinctFindings(expect, new Set(column.codes.filter((code) => code >= 0)).size)
      : numberFindings(schema, expect, column)),
  );
  if (newLevelsAllowed === false && isCodedColumn(column)) findings.push(newLevels(schema, column));
  if (populationStabilityAtMost !== undefined) findings.push(stability(column, reference, populationStabilityAtMost));
  return findings;
}

function numberFindings(
  schema: ColumnSchema,
  expect: ColumnExpectation,
  column: Exclude<Column, { codes: Int32Array }>,
): readonly Finding[] {
  const codes = specialNumbers(schema);
  const sorted = column.values.filter((value) => !Number.isNaN(value) && !codes.includes(value)).sort();
  const { minimumAtLeast, maximumAtMost, meanBetween, quantileBetween = {} } = expect;
  const none = 'the column holds no value';
  const findings: Finding[] = [];
  const shown = (value: number) => shownValue(column, value);
  if (minimumAtLeast !== undefined) {
    const least = sorted[0];
    findings.push(
      least === undefined
        ? notAssessed('minimumAtLeast', minimumAtLeast, none)
        : compared(
            'minimumAtLeast',
            least >= inUnit(column, minimumAtLeast),
            minimumAtLeast,
            shown(least),
            'the least value',
            'at least',
          ),
    );
  }
  if (maximumAtMost !== undefined) {
    const greatest = sorted.at(-1);
    findings.push(
      greatest === undefined
        ? notAssessed('maximumAtMost', maximumAtMost, none)
        : compared(
            'maximumAtMost',
            greatest <= inUnit(column, maximumAtMost),
            maximumAtMost,
            shown(greatest),
            'the greatest value',
            'at most',
          ),
    );
  }
  if (meanBetween !== undefined) {
    findings.push(
      sorted.length === 0
        ? notAssessed('meanBetween', meanBetween, none)
        : inside('meanBetween', mean(sorted), meanBetween, 'the mean'),
    );
  }
  for (const [quantile, bounds] of Object.entries(quantileBetween)) {
    findings.push(
      sorted.length === 0
        ? notAssessed('quantileBetween', bounds, none)
        : inside('quantileBetween', quantileOfSorted(sorted, Number(quantile)), bounds, `the quantile ${quantile}`),
    );
  }
  let distinct = 0;
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct += 1;
  return [...findings, ...distinctFindings(expect, distinct)];
}

function distinctFindings(
  { distinctAtLeast, distinctAtMost }: ColumnExpectation,
  distinct: number,
): readonly Finding[] {
  const what = 'the number of different values';
  return [
    ...(distinctAtLeast === undefined
      ? []
      : [compared('distinctAtLeast', distinct >= distinctAtLeast, distinctAtLeast, distinct, what, 'at least')]),
    ...(distinctAtMost === undefined ? [] : [atMost('distinctAtMost', distinct, distinctAtMost, what)]),
  ];
}

function newLevels(
  { levels, specialCodes = [] }: ColumnSchema,
  column: Extract<Column, { codes: Int32Array }>,
): Finding {
  if (levels === undefined) return notAssessed('newLevelsAllowed', false, 'the schema lists no levels');
  const known = new Set([...levels, ...specialCodes]);
  const counts = new Map<number, number>();
  for (const code of column.codes) {
    if (code >= 0 && !known.has(column.levels[code] ?? '')) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const common = [...counts].filter(([, rows]) => rows >= NAMED_FROM_ROWS).sort(([, one], [, other]) => other - one);
  const names = common.slice(0, NAMED_LEVELS).map(([code, rows]) => `"${column.levels[code]}" (${rows} rows)`);
  const listed = names.length === 0 ? '' : `: ${names.join(', ')}${counts.size > names.length ? ', …' : ''}`;
  return {
    expectation: 'newLevelsAllowed',
    outcome: counts.size === 0 ? 'met' : 'broken',
    limit: false,
    observed: counts.size,
    sentence: `${counts.size} values that the schema does not list${listed}`,
  };
}

function stability(column: Column, reference: ReferenceCounts | undefined, limit: number): Finding {
  const name = 'populationStabilityAtMost';
  const rows = isCodedColumn(column) ? column.codes.length : column.values.length;
  if (reference === undefined)
    return notAssessed(name, limit, 'there is no earlier data of this series to compare with');
  if (rows === 0) return notAssessed(name, limit, 'there are no rows');
  const found = stabilityAgainst(column, reference);
  if (found === undefined) return notAssessed(name, limit, 'the column is of another kind than in the first data');
  return atMost(name, found.index, limit, 'the stability index against the first data of the series');
}

/** A finding for "not above". */
export function atMost(expectation: ExpectationName, observed: number, limit: number, what: string): Finding {
  return compared(expectation, observed <= limit, limit, observed, what, 'at most');
}

/** A finding from a comparison that was made. */
export function compared(
  expectation: ExpectationName,
  isMet: boolean,
  limit: number | string,
  observed: number | string,
  what: string,
  words: 'at least' | 'at most',
): Finding {
  const sentence = `${what} is ${short(observed)}; expected ${words} ${limit}`;
  return { expectation, outcome: isMet ? 'met' : 'broken', limit, observed, sentence };
}

/** A finding for what could not be looked at. */
export function notAssessed(expectation: ExpectationName, limit: Finding['limit'], reason: string): Finding {
  return { expectation, outcome: 'not assessed', limit, observed: null, sentence: `not assessed: ${reason}` };
}

function inside(
  expectation: ExpectationName,
  observed: number,
  limit: readonly [number, number],
  what: string,
): Finding {
  const [low, high] = limit;
  const outcome = observed >= low && observed <= high ? 'met' : 'broken';
  return {
    expectation,
    outcome,
    limit,
    observed,
    sentence: `${what} is ${short(observed)}; expected ${low} to ${high}`,
  };
}

function inUnit(column: Column, bound: number | string): number {
  if (typeof bound === 'number') return bound;
  return Date.parse(bound) / (column.kind === 'date' ? MILLISECONDS_PER_DAY : 1);
}

function shownValue(column: Exclude<Column, { codes: Int32Array }>, value: number): number | string {
  if (column.kind !== 'date' && column.kind !== 'datetime') return value;
  return String(cellValue({ ...column, values: Float64Array.of(value) }, 0));
}

function short(value: number | string): string {
  return typeof value === 'string' ? value : String(Number(value.toPrecision(6)));
}

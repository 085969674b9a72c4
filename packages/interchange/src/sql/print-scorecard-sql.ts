import { ProbityError } from '@probity/domain';
import type { ScorecardModel } from '@probity/learn';
import { describeCalibration } from '../card/card-calibration.js';
import { oneLine } from '../card/print-number.js';
import { type Card, type CardVariable, readCard, type ScorecardExport } from '../card/read-card.js';
import { printSqlCalibration } from './print-sql-calibration.js';
import { type SqlDialect, type SqlDialectName, sqlDialect } from './sql-dialect.js';

/** Where the rows are, and what the query returns beside the score. */
export interface SqlExport extends ScorecardExport {
  readonly dialect: SqlDialectName;
  /** Name of the table or view, or its path: ['risk', 'applications']. Quoted as it is: names keep their case. */
  readonly table: string | readonly string[];
  /** Column of a variable where its name is another. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Columns that the query carries along, e.g. the id. */
  readonly keep?: readonly string[];
  /** When true the query also gives the number of each variable's bin, from 1, as bin_1, bin_2, … Default false. */
  readonly bins?: boolean;
}

/**
 * Prints a scorecard as one SELECT: `points` (higher is safer), `margin` (log-odds of bad) and `probability` of each row.
 *
 * Null, NaN and levels without a bin count as missing. Points and margin are those of the library bit for bit on systems
 * with IEEE doubles (proved on PostgreSQL and DuckDB); the probability differs by the system's own EXP, below 1e-12.
 * Names and levels are quoted, so none of them can become SQL.
 *
 * @throws INVALID_ARGUMENT as `readCard`; for a dialect that is not known, a name with NUL, or dates in `ansi`
 * @example printScorecardSql(model, { dialect: 'postgresql', table: ['risk', 'applications'], keep: ['id'] })
 */
export function printScorecardSql(model: ScorecardModel, options: SqlExport): string {
  const card = readCard(model, options);
  const sql = sqlDialect(options.dialect);
  const keep = options.keep ?? [];
  checkNames(card, options, keep);
  const table = (typeof options.table === 'string' ? [options.table] : options.table).map(sql.identifier).join('.');
  const inputs = card.variables.map((variable, index) => {
    const column = `"source".${sql.identifier(columnOf(variable, options))}`;
    const value = variable.kind === 'category' ? sql.textOf(column) : sql.numberOf(column, variable.columnKind);
    return `    ${value} AS "value_${index + 1}"`;
  });
  const carried = keep.map((name, index) => `    "source".${sql.identifier(name)} AS "keep_${index + 1}"`);
  const binned = card.variables.map((variable, index) => printBin(variable, index + 1, sql));
  const kept = keep.map((_, index) => `    "keep_${index + 1}"`);
  const numbers = card.variables.map((_, index) => `    "bin_${index + 1}"`);
  const sums = [`    ${printSum(card, sql, 'points')} AS "points"`, `    ${printSum(card, sql, 'margin')} AS "margin"`];
  const results = [
    ...keep.map((name, index) => `  "keep_${index + 1}" AS ${sql.identifier(name)}`),
    ...(options.bins === true ? card.variables.map((_, index) => `  "bin_${index + 1}"`) : []),
    '  "points"',
    '  "margin"',
    `  ${printSqlCalibration(card, sql)} AS "probability"`,
  ];
  return `-- ${oneLine(card.title)}: a scorecard printed by Probity for ${sql.name} SQL.
-- points: higher is safer. margin: log-odds of bad. probability: of bad, ${describeCalibration(card.calibration)}.
WITH "input" AS (
  SELECT
${[...carried, ...inputs].join(',\n')}
  FROM ${table} AS "source"
), "binned" AS (
  SELECT
${[...kept, ...binned].join(',\n')}
  FROM "input"
), "scored" AS (
  SELECT
${[...kept, ...numbers, ...sums].join(',\n')}
  FROM "binned"
)
SELECT
${results.join(',\n')}
FROM "scored"
`;
}

function columnOf({ name }: CardVariable, { columns = {} }: SqlExport): string {
  return Object.hasOwn(columns, name) ? (columns[name] ?? name) : name;
}

function printBin(variable: CardVariable, position: number, sql: SqlDialect): string {
  const value = `"value_${position}"`;
  const lines = [`      WHEN ${value} IS NULL THEN ${variable.missing}`];
  if (variable.kind === 'category') {
    for (const [bin, levels] of grouped(variable.levels.map(({ level, bin }) => [sql.text(level), bin]))) {
      lines.push(`      WHEN ${value} IN (${levels.join(', ')}) THEN ${bin}`);
    }
  } else {
    for (const [bin, codes] of grouped(variable.codes.map(({ code, bin }) => [sql.double(code), bin]))) {
      lines.push(`      WHEN ${value} IN (${codes.join(', ')}) THEN ${bin}`);
    }
    // NaN is above every number in some systems and comparable with none in others: either way it reaches ELSE.
    for (const { upTo, bin } of variable.intervals) {
      lines.push(`      WHEN ${value} <= ${sql.double(Math.min(upTo, Number.MAX_VALUE))} THEN ${bin}`);
    }
  }
  return `    CASE\n${lines.join('\n')}\n      ELSE ${variable.missing}\n    END AS "bin_${position}"`;
}

function grouped(entries: readonly (readonly [string, number])[]): ReadonlyMap<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const [text, bin] of entries) groups.set(bin, [...(groups.get(bin) ?? []), text]);
  return groups;
}

/** The sum from left to right, as the library forms it. */
function printSum(card: Card, sql: SqlDialect, what: 'points' | 'margin'): string {
  const literal = (value: number) => (what === 'points' && card.hasWholePoints ? String(value) : sql.double(value));
  const terms = card.variables.map(({ bins }, index) => {
    const cases = bins.map(
      ({ number, bin, part }) => `WHEN ${number} THEN ${literal(what === 'points' ? bin.points : part)}`,
    );
    return `CASE "bin_${index + 1}" ${cases.join(' ')} END`;
  });
  return [literal(what === 'points' ? card.initialPoints : card.intercept), ...terms].join('\n      + ');
}

function checkNames(card: Card, { dialect, bins, table }: SqlExport, keep: readonly string[]): void {
  const taken = new Set([
    'points',
    'margin',
    'probability',
    ...(bins ? card.variables.map((_, i) => `bin_${i + 1}`) : []),
  ]);
  for (const name of keep) {
    if (taken.has(name.toLowerCase())) {
      throw new ProbityError(
        'INVALID_ARGUMENT',
        `\`keep\` of SQL must name columns once, and none that the query makes; got "${name}"`,
        { field: 'keep' },
      );
    }
    taken.add(name.toLowerCase());
  }
  if (table.length === 0)
    throw new ProbityError('INVALID_ARGUMENT', '`table` of SQL must name a table', { field: 'table' });
  const timed = card.variables.find(({ columnKind }) => columnKind === 'date' || columnKind === 'datetime');
  if (dialect === 'ansi' && timed !== undefined) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `standard SQL has no one way to turn the ${timed.columnKind} "${timed.name}" into a number: choose postgresql or duckdb`,
      { field: timed.name },
    );
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Calibration, calibrate, type ScorecardModel } from '@probity/learn';
import { describe, expect, it } from 'vitest';
import { printScorecardSql } from '../../src/index.js';
import { proofCalibration as calibration, fitProofCard, proofRows, spitefulName } from '../../src/testing/index.js';

const card = fitProofCard();
const TABLE = 'rows "to score"';

/** Runs the query in DuckDB and counts the rows on which it differs from the library. */
async function differences(model: ScorecardModel, last: Calibration, sql: string, rowCount: number) {
  const { matrix, cells } = proofRows(model, rowCount, 6);
  const folder = mkdtempSync(join(tmpdir(), 'probity-sql-'));
  try {
    const file = join(folder, 'rows.csv');
    const lines = Array.from({ length: rowCount }, (_, row) =>
      [row, ...cells.map((column) => csvCell(column[row] ?? null))].join(','),
    );
    writeFileSync(file, `${lines.join('\n')}\n`);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const columns = model.features.map(
      ({ name, kind }) => `${quoted(name)} ${kind === 'category' ? 'VARCHAR' : 'DOUBLE'}`,
    );
    await connection.run(`CREATE TABLE ${quoted(TABLE)} (id INTEGER, ${columns.join(', ')})`);
    await connection.run(
      `COPY ${quoted(TABLE)} FROM '${file}' (FORMAT csv, HEADER false, NULLSTR '', QUOTE '"', ESCAPE '"', ALLOW_QUOTED_NULLS false)`,
    );
    const rows = (await connection.runAndReadAll(`SELECT * FROM (${sql}) ORDER BY id`)).getRows();
    connection.closeSync();
    const different = { rows: rows.length, points: 0, margin: 0, probability: 0 };
    const row = new Float64Array(model.features.length);
    for (const [index, [, points, margin, probability]] of rows.entries()) {
      for (let at = 0; at < row.length; at++) row[at] = matrix.columns[at]?.[index] ?? Number.NaN;
      const wanted = model.margin(row);
      if (Number(points) !== model.points(row)) different.points++;
      if (margin !== wanted) different.margin++;
      if (!(Math.abs(Number(probability) - calibrate(last, wanted)) < 1e-12)) different.probability++;
    }
    return different;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function csvCell(value: number | string | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}

const options = { table: TABLE, keep: ['id'], calibration } as const;

describe('printScorecardSql', () => {
  it.each(['duckdb', 'ansi'] as const)(
    'in %s SQL gives points and margin bit for bit on 20,000 rows',
    async (dialect) => {
      const sql = printScorecardSql(card, { ...options, dialect });
      expect(await differences(card, calibration, sql, 20_000)).toEqual({
        rows: 20_000,
        points: 0,
        margin: 0,
        probability: 0,
      });
    },
  );

  it.each<Calibration>([
    { kind: 'beta', intercept: -0.3, a: 0.8, b: 1.3 },
    { kind: 'isotonic', margins: [-2, -0.5, 0.25, 1], probabilities: [0.01, 0.2, 0.2, 0.9] },
  ])('follows $kind calibration', async (last) => {
    const sql = printScorecardSql(card, { ...options, calibration: last, dialect: 'duckdb' });
    expect(await differences(card, last, sql, 3_000)).toEqual({ rows: 3_000, points: 0, margin: 0, probability: 0 });
  });

  it('would be caught with an edge that belongs to the bin above it', async () => {
    const sql = printScorecardSql(card, { ...options, dialect: 'duckdb' });
    const planted = sql.replaceAll(/("value_\d+") <= /g, '$1 < ');
    expect(planted).not.toBe(sql);
    expect((await differences(card, calibration, planted, 5_000)).margin).toBeGreaterThan(100);
  });

  it('quotes names and levels in every dialect, backslashes for PostgreSQL whatever its settings', () => {
    for (const dialect of ['postgresql', 'duckdb', 'ansi'] as const) {
      const sql = printScorecardSql(card, { ...options, dialect, title: 'x\n; DROP TABLE y' });
      expect(sql).toContain(`"${spitefulName.replaceAll('"', '""')}"`);
      expect(sql).toContain(`'''); DROP TABLE rows; --'`);
      expect(sql.split('\n')[0]).toContain('x ; DROP TABLE y');
    }
    expect(printScorecardSql(card, { ...options, dialect: 'postgresql' })).toContain(String.raw`E'back\\slash\\'`);
  });

  it('names columns as the table has them, and gives bins when asked', async () => {
    const columns = Object.fromEntries(card.features.map(({ name }, index) => [name, `c${index}`]));
    const sql = printScorecardSql(card, { dialect: 'duckdb', table: ['memory', 'main', 'r'], columns, bins: true });
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(
      `CREATE TABLE r AS SELECT 30 AS c0, -7 AS c1, 0.5 AS c2, 'nobody' AS c3, NULL AS c4, 'yes' AS c5`,
    );
    const result = await connection.runAndReadAll(sql);
    expect(result.columnNames()).toEqual([
      ...card.variables.map((_, index) => `bin_${index + 1}`),
      'points',
      'margin',
      'probability',
    ]);
    expect(result.getRows()).toHaveLength(1);
  });

  it('refuses what it cannot say', () => {
    const table = 'rows';
    expect(() => printScorecardSql(card, { dialect: 'oracle' as never, table })).toThrow(
      'must be one of postgresql, duckdb, ansi',
    );
    expect(() => printScorecardSql(card, { dialect: 'ansi', table: [''] })).toThrow('must not be empty');
    expect(() => printScorecardSql(card, { dialect: 'ansi', table, keep: ['Points'] })).toThrow('`keep`');
    const schema = { formatVersion: 1, columns: [{ name: 'age', kind: 'date', role: 'feature' }] } as const;
    expect(() => printScorecardSql(card, { dialect: 'ansi', table, schema })).toThrow('date "age"');
  });
});

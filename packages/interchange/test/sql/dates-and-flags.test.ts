import { DuckDBInstance } from '@duckdb/node-api';
import type { DatasetSchema } from '@probity/domain';
import { fitScorecard } from '@probity/learn';
import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { printScorecardJavaScript, printScorecardSql } from '../../src/index.js';

const schema: DatasetSchema = {
  formatVersion: 1,
  columns: [
    { name: 'since', kind: 'date', role: 'feature' },
    { name: 'seen', kind: 'datetime', role: 'feature' },
    { name: 'owner', kind: 'boolean', role: 'feature' },
  ],
};
const DAY = 86_400_000;
const rowCount = 2_000;
const random = createRandom(9);
const columns = schema.columns.map(() => new Float64Array(rowCount));
const labels = new Uint8Array(rowCount);
for (let row = 0; row < rowCount; row++) {
  const since = 15_000 + random.nextUint32Below(3_000);
  const seen = Date.UTC(2024, 0, 1) + random.nextUint32Below(300 * 86_400) * 1000;
  const owner = random.nextUint32Below(2);
  [since, seen, owner].forEach((value, index) => {
    (columns[index] as Float64Array)[row] = random.nextFloat() < 0.05 ? Number.NaN : value;
  });
  labels[row] =
    random.nextFloat() < 0.2 + (since - 15_000) / 6_000 - owner * 0.15 + (seen % (300 * DAY)) / (900 * DAY) ? 1 : 0;
}
const features = schema.columns.map(({ name }) => ({ name, kind: 'numeric' as const }));
const card = fitScorecard({}, { matrix: { rowCount, features, columns }, labels }, { seed: 1 });
const at = (column: number, row: number) => (columns[column] as Float64Array)[row] ?? Number.NaN;
const day = (value: number) => (Number.isNaN(value) ? null : new Date(value * DAY).toISOString().slice(0, 10));
const time = (value: number) => (Number.isNaN(value) ? null : new Date(value).toISOString());
const flag = (value: number) => (Number.isNaN(value) ? null : value === 1);

describe('dates, times and flags', () => {
  it('are scored in SQL as the columns of a database hold them', async () => {
    expect(card.variables).toHaveLength(3);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run('CREATE TABLE r (id INTEGER, since DATE, seen TIMESTAMP, owner BOOLEAN)');
    const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text}'`);
    const values = Array.from(labels, (_, row) => {
      const seen = time(at(1, row))?.replace('T', ' ').replace('Z', '') ?? null;
      return `(${row}, ${quoted(day(at(0, row)))}, ${quoted(seen)}, ${flag(at(2, row))})`;
    });
    await connection.run(`INSERT INTO r VALUES ${values.join(', ')}`);
    const sql = printScorecardSql(card, { dialect: 'duckdb', table: 'r', keep: ['id'], schema });
    const rows = (await connection.runAndReadAll(`SELECT * FROM (${sql}) ORDER BY id`)).getRows();
    const expected = Array.from(labels, (_, row) =>
      card.margin(Float64Array.from([0, 1, 2], (column) => at(column, row))),
    );
    expect(rows.map(([, , margin]) => margin)).toEqual(expected);
  });

  it('are scored in JavaScript as JSON holds them', async () => {
    const source = printScorecardJavaScript(card, { schema });
    const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`);
    for (let row = 0; row < rowCount; row++) {
      const scored = module.score({ since: day(at(0, row)), seen: time(at(1, row)), owner: flag(at(2, row)) });
      expect(scored.margin).toBe(card.margin(Float64Array.from([0, 1, 2], (column) => at(column, row))));
    }
  });
});

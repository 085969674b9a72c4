import { fitTree } from '@probity/learn';
import { describe, expect, it } from 'vitest';
import { buildSample, type ScoredDataset, scoreDataset } from '../../src/sample/validation-sample.js';
import { assessMonotonicity } from '../../src/sections/assess-monotonicity.js';
import { fitBundle, simulateLoans } from '../fixture/simulated-loans.js';

const training = simulateLoans({ rows: 3000, seed: 1 });
const held = simulateLoans({ rows: 1500, seed: 2 });

describe('monotonicity of a model of trees', () => {
  it('is proved for every row where it holds, directions kept in training included', () => {
    const section = assess(2, { age: 1 }, { income: -1 });
    expect(section.light).toBe('green');
    expect(section.finding).toContain('All 2 stated directions hold, 2 of them proved for every row');
    expect(rowOf(section, 'income').at(-1)).toBe('proved');
    // Not in the tree at all: it neither rises nor falls.
    expect(rowOf(section, 'age').at(-1)).toBe('proved');
    expect(rowOf(section, 'debt').at(-1)).toBeNull();
  });

  it('is refuted by an example that is one', () => {
    const section = assess(12, { income: 1 });
    expect(section.light).toBe('red');
    const row = rowOf(section, 'income');
    expect(row.at(-1)).toBe('broken');
    expect(row[6]).toBeGreaterThan(0);
    expect(row[8]).toBeLessThan(row[9] as number);
  });

  function assess(
    maxLeaves: number,
    stated: Readonly<Record<string, 1 | -1>>,
    trainedUnder: Readonly<Record<string, 1 | -1>> = {},
  ) {
    const plain = fitBundle(training, held, (data) => fitTree({ maxLeaves }, data, { seed: 1 }));
    const bundle = { ...plain, provenance: { ...plain.provenance, settings: { monotone: trainedUnder } } };
    const rows = Uint32Array.from({ length: held.table.rowCount }, (_, row) => row);
    const riskScores = scoreDataset(bundle, held);
    const scored: ScoredDataset = { basis: 'sample', description: 'held', dataset: held, rows, riskScores };
    const section = assessMonotonicity(buildSample(scored, bundle, {}), bundle, stated, 1);
    if (section.status !== 'assessed') throw new Error('not assessed');
    return section;
  }

  function rowOf(section: ReturnType<typeof assess>, feature: string) {
    const [table] = section.blocks;
    const row = table?.kind === 'table' ? table.rows.find(([name]) => name === feature) : undefined;
    if (row === undefined) throw new Error(`no row for ${feature}`);
    return row;
  }
});

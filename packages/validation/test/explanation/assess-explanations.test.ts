import { type FeatureMatrix, fitLogistic } from '@probity/learn';
import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { assessExplanations } from '../../src/explanation/assess-explanations.js';

const { matrix, labels } = rowsOf(600);
const model = fitLogistic({}, { matrix, labels }, { seed: 1 });

describe('assessExplanations', () => {
  const section = assessExplanations({ model, matrix, labels, seed: 1, labelOf: (name) => `The ${name}`, charts: 3 });

  it('puts first what the outcome was made of', () => {
    const [importance] = section.blocks;
    expect(importance?.kind === 'table' && importance.rows.map(([name]) => name)).toEqual([
      'The strong',
      'The kind',
      'The noise',
    ]);
    expect(section.finding).toMatch(/^The model goes most by The strong, /);
  });

  it('draws effects of numbers and categories, and says whether reasons hold', () => {
    const charts = section.blocks.filter((block) => block.kind === 'chart');
    expect(charts).toHaveLength(3);
    expect(charts[1]?.kind === 'chart' && charts[1].x.ticks).toHaveLength(3);
    expect(section.light).toBe('green');
    const figures = section.blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : []));
    expect(figures.map(({ id }) => id)).toEqual(['reasonStability', 'surrogateFit', 'surrogateAgreement']);
    for (const { value } of figures) expect(Number(value)).toBeLessThanOrEqual(1);
  });

  it('holds only what JSON can carry, the same each time, and says when rows were seen', () => {
    expect(JSON.parse(JSON.stringify(section))).toEqual(section);
    const seen = assessExplanations({ model, matrix, labels, seed: 1, wereSeen: true, charts: 0 });
    expect(JSON.stringify(seen)).toContain('that the model was trained on');
    expect(JSON.stringify(section)).not.toContain('that the model was trained on');
  });
});

function rowsOf(rows: number): { matrix: FeatureMatrix; labels: Uint8Array } {
  const random = createRandom(4).fork('explained');
  const columns = [0, 1, 2].map(() => new Float64Array(rows));
  const outcome = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const values = [random.nextNormal(), random.nextUint32Below(3), random.nextNormal()];
    for (const [index, value] of values.entries()) columns[index]![row] = value;
    outcome[row] = random.nextFloat() < 0.15 + (values[0]! > 0 ? 0.4 : 0) + (values[1] === 2 ? 0.2 : 0) ? 1 : 0;
  }
  return {
    labels: outcome,
    matrix: {
      rowCount: rows,
      columns,
      features: [
        { name: 'strong', kind: 'numeric' },
        { name: 'kind', kind: 'category', levels: ['a', 'b', 'c'] },
        { name: 'noise', kind: 'numeric' },
      ],
    },
  };
}

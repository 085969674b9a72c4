import { describe, expect, it } from 'vitest';
import { columnLabel, columnsWithRole, type DatasetSchema, featureColumns, levelLabel } from '../../src/index.js';

describe('columnLabel', () => {
  it.each([
    ['monthlyIncome', 'Monthly income'],
    ['monthly_income', 'Monthly income'],
    ['monthly__income.total', 'Monthly income total'],
    ['debt ratio', 'Debt ratio'],
    ['age', 'Age'],
    ['PAY_0', 'PAY 0'],
    ['LTV', 'LTV'],
    ['currentLTV', 'Current LTV'],
    ['_x_', 'X'],
    ['___', '___'],
    ['élan', 'Élan'],
  ])('spaces out %s as "%s"', (name, words) => {
    expect(columnLabel({ name })).toBe(words);
  });

  it('prefers the label, as it was written', () => {
    expect(columnLabel({ name: 'x', label: 'loan to value' })).toBe('loan to value');
  });
});

describe('levelLabel', () => {
  it('gives the words for a value, else the value', () => {
    const column = { levelLabels: { car: 'A car' } };
    expect(levelLabel(column, 'car')).toBe('A car');
    expect(levelLabel(column, 'home')).toBe('home');
    expect(levelLabel({}, 'car')).toBe('car');
  });

  it.each(['constructor', 'toString', '__proto__'])('takes the value %s for what it is', (level) => {
    expect(levelLabel({ levelLabels: { car: 'A car' } }, level)).toBe(level);
  });
});

describe('columnsWithRole', () => {
  const schema: DatasetSchema = {
    formatVersion: 1,
    columns: [
      { name: 'b', kind: 'numeric', role: 'feature' },
      { name: 'sex', kind: 'category', role: 'protected' },
      { name: 'a', kind: 'numeric', role: 'feature' },
      { name: 'y', kind: 'boolean', role: 'target' },
    ],
  };

  it('finds columns by what they are for, in schema order', () => {
    expect(columnsWithRole(schema, 'target').map(({ name }) => name)).toEqual(['y']);
    expect(columnsWithRole(schema, 'weight')).toEqual([]);
  });

  it('never counts a protected column or the target among the features', () => {
    expect(featureColumns(schema).map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

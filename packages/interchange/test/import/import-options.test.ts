import { describe, expect, it } from 'vitest';
import { importModel } from '../../src/import/import-model.js';
import { singleLogarithm } from '../../src/import/single-logarithm.js';
import { bytesOf, type GoldenCase, readGolden, rowsOf } from './golden-cases.js';

function golden(file: string, name: string): GoldenCase {
  const found = readGolden(file).cases.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
}

function changed(file: string, name: string, from: string | RegExp, to: string): Uint8Array {
  const { text = '' } = golden(file, name);
  const after = text.replace(from, to);
  if (after === text) throw new Error(`nothing to replace in ${name}`);
  return new TextEncoder().encode(after);
}

const levels = ['car', 'home', 'boat', 'travel', 'schöne', 'other'];
const xgboost = 'xgboost-3.2.0';
const lightgbm = 'lightgbm-4.7.0';

describe('levels of categories', () => {
  it.each([
    [xgboost, 'pandas categories, ASCII', levels.map((level) => level.replace('ö', 'o'))],
    [lightgbm, 'pandas categories', levels],
  ])('are those of the file: %s', (file, name, want) => {
    const { model, codedFeatures } = importModel(bytesOf(golden(file, name)));
    expect(model.features[1]).toEqual({ name: 'purpose', kind: 'category', levels: want });
    expect(codedFeatures).toEqual([]);
  });

  it('are codes where XGBoost counted characters for bytes and so lost the ends of texts', () => {
    const { codedFeatures } = importModel(bytesOf(golden(xgboost, 'pandas categories')));
    expect(codedFeatures).toEqual(['purpose']);
  });

  it('are whole numbers where pandas had such', () => {
    const { model } = importModel(bytesOf(golden(xgboost, 'pandas whole-number categories')));
    expect(model.features[1]?.levels).toEqual(['11', '111', '211', '311', '411', '511', '611']);
  });

  it('are codes where the file has none, and said to be', () => {
    const { model, codedFeatures } = importModel(bytesOf(golden('xgboost-2.1.4', 'pandas categories')));
    expect(codedFeatures).toEqual(['purpose']);
    expect(model.features[1]?.levels?.slice(0, 2)).toEqual(['0', '1']);
  });

  it('are the caller’s where given; margins stay', () => {
    const one = golden('xgboost-2.1.4', 'pandas categories');
    const { model, codedFeatures } = importModel(bytesOf(one), { categories: { purpose: levels } });
    expect(model.features[1]?.levels).toEqual(levels);
    expect(codedFeatures).toEqual([]);
    const plain = importModel(bytesOf(one)).model;
    for (const row of rowsOf(one).slice(0, 12)) expect(model.margin(row)).toBe(plain.margin(row));
  });

  it('that are too few, twice, or of no category are refused', () => {
    const bytes = bytesOf(golden('xgboost-2.1.4', 'pandas categories'));
    for (const categories of [{ purpose: ['car'] }, { purpose: [...levels, 'car'] }, { age: ['young'] }]) {
      expect(() => importModel(bytes, { categories })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
  });

  it('of LightGBM that cannot be told apart are refused, unless the caller names them', () => {
    const bytes = changed(lightgbm, 'pandas categories', 'pandas_categorical:[', 'pandas_categorical:[["a"],');
    const act = () => importModel(bytes);
    expect(act).toThrow(
      expect.objectContaining({ code: 'MODEL_FILE_UNSUPPORTED', details: { field: 'pandas_categorical' } }),
    );
    expect(importModel(bytes, { categories: { purpose: levels } }).model.features[1]?.levels).toEqual(levels);
  });
});

describe('options', () => {
  it('a model of the good outcome has all signs turned', () => {
    const one = golden(xgboost, 'numbers');
    const bad = importModel(bytesOf(one)).model;
    const { model: good, facts } = importModel(bytesOf(one), { outcome: 'good' });
    for (const row of rowsOf(one)) expect(Object.is(good.margin(row), -bad.margin(row))).toBe(true);
    expect(facts.outcome).toBe('good');
  });

  it('rounds up to the best count, and the file’s trees are said', () => {
    const bytes = bytesOf(golden(xgboost, 'best rounds'));
    const best = importModel(bytes).facts;
    const all = importModel(bytes, { rounds: 'all' }).facts;
    expect(best.trees).toBeLessThan(all.trees);
    expect([best.treesInFile, all.trees]).toEqual([all.treesInFile, all.treesInFile]);
    expect(best.notes[0]).toContain('best_iteration');
    expect(all.notes[0]).toContain('Booster.predict');
  });

  it('says where probabilities are shifted, and how an rf averages', () => {
    expect(importModel(bytesOf(golden(xgboost, 'one leaf'))).facts.notes[0]).toContain('scale_pos_weight 3');
    const { facts } = importModel(bytesOf(golden(lightgbm, 'rf sigmoid 2')));
    expect(facts.slope).toBe(2 / 3);
    expect(facts.notes[0]).toContain('sum over its trees');
  });
});

describe('refusals name the field and the rule', () => {
  it.each([
    [xgboost, 'numbers', '"version":[3,', '"version":[4,', '`version` of the model file must be 1.x to 3.x'],
    [
      xgboost,
      'numbers',
      /"base_score":"[^"]*"/,
      '"base_score":"[5E-1,5E-1]"',
      '`learner.learner_model_param.base_score`',
    ],
    [
      xgboost,
      'numbers',
      '"num_target":"1"',
      '"num_target":"2"',
      '`learner.learner_model_param.num_target` of the model file must be one output',
    ],
    [xgboost, 'numbers', '"num_trees":"6"', '"num_trees":"7"', 'must count the 6 trees; got "7"'],
    [xgboost, 'numbers', '"size_leaf_vector":"1"', '"size_leaf_vector":"2"', 'must be one value per leaf; got 2'],
    [xgboost, 'numbers', '"name":"binary:logistic"', '"name":"survival:cox"', '`learner.objective.name`'],
    [lightgbm, 'NaN is missing', 'version=v4', 'version=v9', '`version` of the model file must be v3 or v4; got "v9"'],
    [lightgbm, 'NaN is missing', 'is_linear=0', 'is_linear=1', '`Tree 0 is_linear`'],
    [lightgbm, 'NaN is missing', 'objective=binary sigmoid:1\n', '', '`objective` of the model file must be one of'],
    [lightgbm, 'NaN is missing', 'Tree=3', 'Tree=4', 'must be "Tree=3"; got "Tree=4"'],
    [
      lightgbm,
      'NaN is missing',
      'num_class=1',
      'num_class=3',
      '`num_class` of the model file must be one output; got 3',
    ],
  ])('%s, %s: %s → %s', (file, name, from, to, message) => {
    const bytes = changed(file, name, from, to);
    expect(() => importModel(bytes)).toThrow(message);
  });

  it('XGBoost’s old binary format is told what to do', () => {
    expect(() => importModel(new TextEncoder().encode('binf\0\0\0\0'))).toThrow('save the model as such');
  });
});

it('the logarithm of a single is not always the nearest single', () => {
  // Odds of bases on which XGBoost and the nearest single differ.
  for (const probability of [0.40920097, 0.3141376, 0.5038029].map(Math.fround)) {
    const odds = Math.fround(Math.fround(1 / probability) - 1);
    expect(singleLogarithm(odds)).not.toBe(Math.fround(Math.log(odds)));
    expect(Math.abs(singleLogarithm(odds) - Math.log(odds))).toBeLessThan(1e-7);
  }
});

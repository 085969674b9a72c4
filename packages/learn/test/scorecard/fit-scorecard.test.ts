import {
  binVariable,
  defaultScorecardSettings,
  describeScorecard,
  evaluateCells,
  type Feature,
  type FeatureMatrix,
  fitScorecard,
  giniOfBins,
  informationValue,
  margins,
  readRow,
  rebin,
  refitPoints,
  refitScorecard,
  restoreModel,
  rocAuc,
  type ScorecardModel,
  type ScorecardSettings,
  scorePoints,
  type TrainingData,
  toCellRows,
  trendOf,
  weightOfEvidence,
} from '@probity/learn';
import { createRandom, log, sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';

const context = { seed: 1 };

/** Age with a bend, income with special codes and gaps, purpose, and a copy of income with noise. */
function simulate(rows: number, seed: number): TrainingData {
  const random = createRandom(seed).fork('scorecard rows');
  const columns = Array.from({ length: 4 }, () => new Float64Array(rows));
  const labels = new Uint8Array(rows);
  const effects = [-0.6, 0, 0.4, 0.9, 0.2];
  for (let row = 0; row < rows; row++) {
    const age = 18 + random.nextUint32Below(60);
    const income = Math.round(1000 + 4000 * random.nextFloat());
    const kind = random.nextFloat();
    const purpose = random.nextUint32Below(5);
    const special = kind < 0.06 ? 1.2 : kind < 0.1 ? -1 : kind < 0.14 ? 0.3 : -(income - 3000) / 1200;
    const margin = -1.5 + special + ((age - 45) / 20) ** 2 + (effects[purpose] ?? 0);
    labels[row] = random.nextFloat() < sigmoid(margin) ? 1 : 0;
    const values = [age, kind < 0.06 ? -7 : kind < 0.1 ? -8 : kind < 0.14 ? Number.NaN : income, purpose, income + 500];
    for (const [index, value] of values.entries()) (columns[index] as Float64Array)[row] = value;
  }
  const features: Feature[] = [
    { name: 'age', kind: 'numeric' },
    { name: 'income', kind: 'numeric', specialCodes: [-7, -8] },
    { name: 'purpose', kind: 'category', levels: ['car', 'home', 'shop', 'trip', 'refused'], specialCodes: [4] },
    { name: 'pay', kind: 'numeric' },
  ];
  return { matrix: { rowCount: rows, features, columns }, labels };
}

const data = simulate(4000, 1);
const model = fitScorecard({}, data, context);

function rowOf(matrix: FeatureMatrix, index: number): Float64Array {
  const row = new Float64Array(matrix.features.length);
  readRow(matrix, index, row);
  return row;
}

function variableOf(card: ScorecardModel, name: string) {
  const variable = [...card.variables, ...card.excluded].find(({ feature }) => feature.name === name);
  if (variable === undefined) throw new Error(`no variable ${name}`);
  return variable;
}

function rowsOf(name: string) {
  const index = data.matrix.features.findIndex((feature) => feature.name === name);
  return {
    feature: data.matrix.features[index] as Feature,
    column: data.matrix.columns[index] as Float64Array,
    labels: data.labels,
  };
}

describe('weight of evidence and information value', () => {
  it('are ln of shares and its weighted sum, where nothing is smoothed', () => {
    const total = { goods: 900, bads: 100 };
    const bins = [
      { goods: 600, bads: 30 },
      { goods: 300, bads: 70 },
    ].map((bin) => ({ ...bin, woe: weightOfEvidence(bin, total, 0) }));
    expect(bins[0]?.woe).toBeCloseTo(Math.log(600 / 900 / (30 / 100)), 14);
    const byHand = (600 / 900 - 0.3) * Math.log(600 / 900 / 0.3) + (300 / 900 - 0.7) * Math.log(300 / 900 / 0.7);
    expect(informationValue(bins)).toBeCloseTo(byHand, 14);
  });

  it('smoothing adds rows of average odds: an empty bin says 0, no bin changes its sign, information hardly shrinks', () => {
    const total = { goods: 900, bads: 100 };
    expect(weightOfEvidence({ goods: 0, bads: 0 }, total, 1)).toBe(0);
    expect(weightOfEvidence({ goods: 5, bads: 0 }, total, 1)).toBeCloseTo(Math.log((5.9 / 0.1 / 900) * 100), 12);
    expect(weightOfEvidence({ goods: 5, bads: 0 }, total, 0)).toBeNaN();
    const bins = [
      { goods: 600, bads: 30 },
      { goods: 300, bads: 70 },
    ];
    const of = (smoothing: number) =>
      informationValue(bins.map((bin) => ({ ...bin, woe: weightOfEvidence(bin, total, smoothing) })));
    expect(of(1) / of(0)).toBeGreaterThan(0.98);
    // The trap: ½ on shares instead of counts.
    const trap = bins.reduce((sum, { goods, bads }) => {
      const [g, b] = [(goods / 900 + 0.5) / 2, (bads / 100 + 0.5) / 2];
      return sum + (g - b) * Math.log(g / b);
    }, 0);
    expect(trap / of(0)).toBeLessThan(0.35);
  });

  it('Gini from counts is that of the rows', () => {
    const { bins } = variableOf(model, 'age');
    const scores: number[] = [];
    const labels: number[] = [];
    for (const { goods, bads, woe } of bins) {
      for (let k = 0; k < goods + bads; k++) {
        scores.push(-woe);
        labels.push(k < goods ? 0 : 1);
      }
    }
    expect(giniOfBins(bins)).toBeCloseTo(2 * rocAuc(scores, labels) - 1, 12);
  });
});

describe('binVariable', () => {
  it('keeps each special code and missing in bins of their own, in that order, or codes together', () => {
    const { bins } = binVariable({}, rowsOf('income'));
    const apart = bins.filter(({ range }) => range.kind !== 'interval').map(({ range }) => range);
    expect(apart).toEqual([{ kind: 'special', codes: [-7] }, { kind: 'special', codes: [-8] }, { kind: 'missing' }]);
    const counted = bins.reduce((sum, { goods, bads }) => sum + goods + bads, 0);
    expect(counted).toBe(4000);
    const together = binVariable({ specialCodes: 'together' }, rowsOf('income')).bins;
    expect(together.at(-2)?.range).toEqual({ kind: 'special', codes: [-7, -8] });
    expect(together.at(-2)?.bads).toBe((bins.at(-3)?.bads ?? 0) + (bins.at(-2)?.bads ?? 0));
  });

  it('follows the trend asked for, and auto finds the bend', () => {
    for (const trend of ['ascending', 'descending', 'peak', 'valley'] as const) {
      const binned = binVariable({ trend }, rowsOf('age'));
      const ordinary = binned.bins.filter(({ range }) => range.kind === 'interval');
      const allowed = {
        ascending: ['ascending'],
        descending: ['descending'],
        peak: ['ascending', 'descending', 'peak'],
        valley: ['ascending', 'descending', 'valley'],
      };
      expect(allowed[trend]).toContain(trendOf(ordinary));
      expect(binned.trend).toBe(trend);
    }
    expect(binVariable({}, rowsOf('age')).trend).toBe('valley');
    expect(binVariable({}, rowsOf('pay')).trend).toBe('descending');
  });

  it('orders levels by bad rate and leaves the refused apart', () => {
    const { bins } = binVariable({}, rowsOf('purpose'));
    const levels = bins.flatMap(({ range }) => (range.kind === 'levels' ? range.levels : []));
    expect([...levels].sort()).toEqual(['car', 'home', 'shop', 'trip']);
    expect(levels[0]).toBe('car');
    expect(bins.at(-2)?.range).toEqual({ kind: 'special', codes: ['refused'] });
    const cohort = binVariable({ cohorts: [['car', 'trip']] }, rowsOf('purpose')).bins;
    expect(
      cohort.some(
        ({ range }) => range.kind === 'levels' && range.levels.includes('car') && range.levels.includes('trip'),
      ),
    ).toBe(true);
  });

  it('keeps sizes, numbers of bins and differences asked for', () => {
    const { bins } = binVariable({ minBinShare: 0.2, maxBins: 3 }, rowsOf('pay'));
    const ordinary = bins.filter(({ range }) => range.kind === 'interval');
    expect(ordinary.length).toBeLessThanOrEqual(3);
    for (const { goods, bads } of ordinary) expect(goods + bads).toBeGreaterThanOrEqual(800);
    const apart = binVariable({ minRateDifference: 0.15 }, rowsOf('pay')).bins.filter(
      ({ range }) => range.kind === 'interval',
    );
    const rates = apart.map(({ goods, bads }) => bads / (goods + bads));
    for (let index = 1; index < rates.length; index++) {
      expect((rates[index - 1] ?? 0) - (rates[index] ?? 0)).toBeGreaterThanOrEqual(0.15);
    }
    expect(binVariable({ minBins: 40, maxBins: 60, minBinShare: 0.1 }, rowsOf('pay')).origin).toBe('relaxed');
  });

  it('takes edges and groups by hand as they are', () => {
    const byHand = binVariable({}, rowsOf('age'), { edges: [21.25, 50] });
    expect(byHand.origin).toBe('edited');
    expect(byHand.bins.map(({ range }) => range)).toEqual([
      { kind: 'interval', upTo: 21.25 },
      { kind: 'interval', above: 21.25, upTo: 50 },
      { kind: 'interval', above: 50 },
      { kind: 'missing' },
    ]);
    const young = rowsOf('age').column.filter((age, row) => age <= 21.25 && data.labels[row] === 1).length;
    expect(byHand.bins[0]?.bads).toBe(young);
    const grouped = binVariable({}, rowsOf('purpose'), { groups: [['trip', 'car'], ['home']] });
    expect(grouped.bins.map(({ range }) => range.kind)).toEqual(['levels', 'levels', 'special', 'missing']);
    // Not named, so missing.
    const shops = rowsOf('purpose').column.filter((code) => code === 2).length;
    expect((grouped.bins.at(-1)?.goods ?? 0) + (grouped.bins.at(-1)?.bads ?? 0)).toBe(shops);
  });

  it('refuses settings and edits that cannot be', () => {
    expect(() => binVariable({ maxPreBins: 101 }, rowsOf('age'))).toThrow(
      '`maxPreBins` of `binVariable` for "age" must be a whole number from 2 to 100; got 101',
    );
    expect(() => binVariable({}, rowsOf('age'), { edges: [3, 2] })).toThrow('ascending');
    expect(() => rebin(binVariable({}, rowsOf('pay')).table, { edges: [0.123] })).toThrow('edges of its fine cells');
  });
});

describe('fitScorecard', () => {
  it('points of a row are its scaled score, within half a point per variable', () => {
    const values = margins(model, data.matrix);
    for (let index = 0; index < 500; index++) {
      const row = rowOf(data.matrix, index);
      const gap = Math.abs(model.points(row) - scorePoints(model.scale, values[index] as number));
      expect(gap).toBeLessThanOrEqual(model.variables.length / 2);
    }
    const exact = fitScorecard({ roundPoints: false }, data, context);
    const row = rowOf(data.matrix, 0);
    expect(exact.points(row)).toBeCloseTo(scorePoints(exact.scale, exact.margin(row)), 9);
  });

  it('600 points at odds of 50 to 1, 20 more for odds twice as good', () => {
    expect(scorePoints(defaultScorecardSettings.scale, -log(50))).toBeCloseTo(600, 10);
    expect(scorePoints(defaultScorecardSettings.scale, -log(100))).toBeCloseTo(620, 10);
  });

  it('with effects "woe" every bin adds coefficient × WOE; with "joint" and a strong pull nearly that', () => {
    const plain = fitScorecard({ effects: 'woe' }, data, context);
    for (const { bins, coefficient } of plain.variables) {
      for (const bin of bins) expect(bin.logOdds).toBeCloseTo(coefficient * bin.woe, 14);
    }
    const pulled = fitScorecard({ effects: 'joint', effectsL2: 1e7 }, data, context);
    for (const [index, { bins }] of pulled.variables.entries()) {
      for (const [at, bin] of bins.entries()) {
        expect(bin.logOdds).toBeCloseTo(plain.variables[index]?.bins[at]?.logOdds ?? Number.NaN, 3);
      }
    }
  });

  it('what bins add keeps the trend of the variable', () => {
    for (const { bins, trend, coefficient } of model.variables) {
      const effects = bins
        .filter(({ range }) => range.kind === 'interval' || range.kind === 'levels')
        .map(({ logOdds }) => ({ goods: 1 - sigmoid(logOdds), bads: sigmoid(logOdds) }));
      expect(coefficient).toBeLessThan(0);
      const allowed: readonly string[] =
        trend === 'peak' || trend === 'valley' ? [trend, 'ascending', 'descending'] : [trend, 'ascending'];
      if (new Set(effects.map(({ bads }) => bads)).size > 1) expect(allowed).toContain(trendOf(effects));
    }
  });

  it('special codes and missing have effects of their own', () => {
    const income = data.matrix.features.findIndex(({ name }) => name === 'income');
    const row = rowOf(data.matrix, 0);
    const marginAt = (value: number): number => {
      row[income] = value;
      return model.margin(row);
    };
    expect(marginAt(-7)).toBeGreaterThan(marginAt(Number.NaN) + 0.3);
    expect(marginAt(-8)).toBeLessThan(marginAt(Number.NaN) - 0.3);
    expect(marginAt(-9)).toBe(marginAt(1000));
  });

  it('drops variables of the wrong sign, with too little information, too correlated, or by hand, and says why', () => {
    const random = createRandom(3).fork('suppressor');
    const rows = 4000;
    const shared = Float64Array.from({ length: rows }, () => random.nextNormal());
    const noise = Float64Array.from({ length: rows }, () => random.nextNormal());
    const first = shared.map((value, row) => value + 0.3 * (noise[row] as number));
    const labels = Uint8Array.from(shared, (value) => (random.nextFloat() < sigmoid(1.5 * value) ? 1 : 0));
    const second = shared.map((value, row) => 0.6 * value + (noise[row] as number));
    const features: Feature[] = ['first', 'second', 'luck'].map((name) => ({ name, kind: 'numeric' }));
    const luck = Float64Array.from({ length: rows }, () => random.nextFloat());
    const world: TrainingData = { matrix: { rowCount: rows, features, columns: [first, second, luck] }, labels };
    const reasonOf = (settings: Partial<ScorecardSettings>, name: string) =>
      fitScorecard(settings, world, context).excluded.find(({ feature }) => feature.name === name)?.reason;
    const kept = fitScorecard({ wrongSign: 'keep' }, world, context);
    expect(kept.variables.find(({ feature }) => feature.name === 'second')?.coefficient).toBeGreaterThan(0);
    expect(
      describeScorecard(kept).warnings.some(({ kind, variable }) => kind === 'wrong sign' && variable === 'second'),
    ).toBe(true);
    expect(reasonOf({ wrongSign: 'drop' }, 'second')).toBe('sign');
    expect(reasonOf({ minInformationValue: 0.02 }, 'luck')).toMatch(/one bin|information value/);
    expect(reasonOf({ maxCorrelation: 0.3 }, 'second')).toBe('correlation');
    expect(reasonOf({ edits: { first: { exclude: true } } }, 'first')).toBe('edited out');
    const noisy = { binPenalty: 0, selectionPValue: 1e-30, variables: { luck: { trend: 'none' as const } } };
    expect(reasonOf({ ...noisy, selection: 'backward', effects: 'woe' }, 'luck')).toBe('p-value');
    const forward = fitScorecard({ selection: 'forward', wrongSign: 'drop' }, world, context);
    expect(forward.variables.map(({ feature }) => feature.name)).toEqual(['first']);
  });

  it('edits survive fitting again with the settings of the model', () => {
    const edited = fitScorecard(
      { edits: { age: { edges: [30, 60] }, income: { trend: 'descending' } } },
      data,
      context,
    );
    const again = fitScorecard(edited.settings, simulate(3000, 9), context);
    expect(
      variableOf(again, 'age')
        .bins.slice(0, 3)
        .map(({ range }) => range),
    ).toEqual([
      { kind: 'interval', upTo: 30 },
      { kind: 'interval', above: 30, upTo: 60 },
      { kind: 'interval', above: 60 },
    ]);
    expect(again.settings.edits).toEqual(edited.settings.edits);
  });

  it('a restored card is the same, points and tables included', () => {
    const restored = restoreModel(JSON.parse(JSON.stringify(model.toParts()))) as ScorecardModel;
    for (let index = 0; index < 300; index++) {
      const row = rowOf(data.matrix, index);
      expect(restored.points(row)).toBe(model.points(row));
      expect(restored.margin(row)).toBe(model.margin(row));
    }
    expect(restored.excluded).toEqual(model.excluded);
    expect(restored.settings).toEqual(model.settings);
  });

  it('refuses parts whose intervals leave a gap, or that lack the bin for missing', () => {
    const damage = (change: (variable: { bins: { range: { upTo?: number } }[] }) => void) => {
      const parts = JSON.parse(JSON.stringify(model.toParts()));
      change(parts.json.variables[0]);
      return () => restoreModel(parts);
    };
    expect(damage(({ bins }) => bins.pop())).toThrow('end with the one for missing');
    expect(damage(({ bins }) => bins.splice(1, 1))).toThrow('without gap or overlap');
  });
});

describe('editing a card', () => {
  it('bins from fine cells are those from the rows', () => {
    const { table } = variableOf(model, 'pay');
    const edges = table.cells.flatMap(({ range }) =>
      range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : [],
    );
    const edit = { edges: [edges[5] as number, edges[20] as number, edges[31] as number] };
    const fromCells = rebin(table, edit);
    const fromRows = binVariable({}, rowsOf('pay'), edit);
    expect(fromCells.bins).toEqual(fromRows.bins);
    expect(fromCells.informationValue).toBe(fromRows.informationValue);
    expect(table.cells.length).toBeLessThanOrEqual(101);
  });

  it('refitted on the training rows as cells it is the card that a fit with these edits makes', () => {
    const { table } = variableOf(model, 'age');
    const edge = table.cells.flatMap(({ range }) =>
      range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : [],
    )[10] as number;
    const edits = { age: { edges: [edge] } };
    const refitted = refitScorecard(model, edits, toCellRows(model, data));
    const fitted = fitScorecard({ edits }, data, context);
    const points = ({ variables }: ScorecardModel) =>
      variables.map(({ feature, bins, coefficient }) => [
        feature.name,
        coefficient,
        bins.map((bin) => [bin.range, bin.points]),
      ]);
    expect(points(refitted)).toEqual(points(fitted));
  });

  it('with coefficients kept only the edited variable changes; excluded ones leave the card', () => {
    const { table } = variableOf(model, 'age');
    const edge = table.cells.flatMap(({ range }) =>
      range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : [],
    )[10] as number;
    const changed = refitPoints(model, { age: { edges: [edge] } });
    for (const { feature, bins, coefficient } of changed.variables) {
      const before = model.variables.find((variable) => variable.feature.name === feature.name);
      expect(coefficient).toBe(before?.coefficient);
      if (feature.name !== 'age') expect(bins).toEqual(before?.bins);
      else expect(bins).toHaveLength(3);
    }
    const without = refitPoints(model, { age: { exclude: true } });
    expect(without.variables.map(({ feature }) => feature.name)).not.toContain('age');
    expect(without.excluded.find(({ feature }) => feature.name === 'age')?.reason).toBe('edited out');
    expect(() => refitPoints(model, { nobody: { exclude: true } })).toThrow('"nobody"');
  });

  it('ranks rows given as cells as it ranks the rows', () => {
    const fresh = simulate(1500, 5);
    const direct = rocAuc(margins(model, fresh.matrix), fresh.labels);
    expect(evaluateCells(model, toCellRows(model, fresh)).rocAuc).toBeCloseTo(direct, 12);
  });

  it('a drag of an edge is followed within a frame', () => {
    const { table } = variableOf(model, 'pay');
    const edges = table.cells.flatMap(({ range }) =>
      range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : [],
    );
    const started = performance.now();
    for (let drag = 0; drag < 40; drag++) refitPoints(model, { pay: { edges: [edges[drag] as number] } });
    expect((performance.now() - started) / 40).toBeLessThan(16);
  });
});

describe('describeScorecard', () => {
  it('is plain data that adds up', () => {
    const description = describeScorecard(model);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    for (const { bins } of description.variables) {
      expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    }
    for (let index = 0; index < 200; index++) {
      const points = model.points(rowOf(data.matrix, index));
      expect(points).toBeGreaterThanOrEqual(description.leastPoints);
      expect(points).toBeLessThanOrEqual(description.mostPoints);
    }
  });
});

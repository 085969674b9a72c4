import { type Calibration, calibrate, type ScorecardModel } from '@probity/learn';
import { exp, log1p } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { printScorecardJavaScript } from '../../src/index.js';
import { exponentialSource, logarithmSource } from '../../src/javascript/elementary-source.js';
import { proofCalibration as calibration, fitProofCard, proofRows, spitefulName } from '../../src/testing/index.js';

interface Scored {
  readonly points: number;
  readonly margin: number;
  readonly probability: number;
  readonly bins: Record<string, string>;
}

interface Printed {
  score(row: unknown): Scored;
  variables: readonly string[];
}

const load = (source: string): Promise<Printed> =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`);

const card = fitProofCard();

/** Rows on which the module and the library differ in any bit. */
async function differences(model: ScorecardModel, last: Calibration, source: string, rowCount: number) {
  const module = await load(source);
  const { matrix, cells } = proofRows(model, rowCount, 5);
  const row = new Float64Array(model.features.length);
  const different = { points: 0, margin: 0, probability: 0 };
  for (let index = 0; index < rowCount; index++) {
    const named: Record<string, unknown> = {};
    model.features.forEach((feature, at) => {
      row[at] = matrix.columns[at]?.[index] ?? Number.NaN;
      named[feature.name] = cells[at]?.[index] ?? null;
    });
    const scored = module.score(named);
    const margin = model.margin(row);
    if (!Object.is(scored.points, model.points(row))) different.points++;
    if (!Object.is(scored.margin, margin)) different.margin++;
    if (!Object.is(scored.probability, calibrate(last, margin))) different.probability++;
  }
  return different;
}

const none = { points: 0, margin: 0, probability: 0 };

describe('printScorecardJavaScript', () => {
  it('gives the bits of the library on 20,000 random, boundary and special-code rows', async () => {
    const source = printScorecardJavaScript(card, { calibration });
    expect(card.variables.length).toBeGreaterThan(4);
    expect(await differences(card, calibration, source, 20_000)).toEqual(none);
  });

  it.each<Calibration>([
    { kind: 'beta', intercept: -0.3, a: 0.8, b: 1.3 },
    { kind: 'isotonic', margins: [-2, -0.5, 0.25, 1], probabilities: [0.01, 0.2, 0.2, 0.9] },
    { kind: 'isotonic', margins: [0.5], probabilities: [0.3] },
  ])('gives the bits of the library under $kind calibration', async (last) => {
    const source = printScorecardJavaScript(card, { calibration: last });
    expect(await differences(card, last, source, 5_000)).toEqual(none);
  });

  it('would be caught with an edge that belongs to the bin above it', async () => {
    const source = printScorecardJavaScript(card, { calibration });
    const planted = source.replace('while (value > edges[bin])', 'while (value >= edges[bin])');
    expect(planted).not.toBe(source);
    expect((await differences(card, calibration, planted, 5_000)).margin).toBeGreaterThan(100);
  });

  it('keeps spiteful names in strings and names the bins of a row', async () => {
    const source = printScorecardJavaScript(card, { title: `a\n*/ throw 1 //\u2028 ${spitefulName}` });
    const module = await load(source);
    expect(source).not.toMatch(/<\/script/);
    const empty = Object.fromEntries(module.variables.map((name) => [name, null]));
    expect(Object.values(module.score(empty).bins)).toEqual(module.variables.map(() => 'missing'));
    expect(Object.keys(module.score(empty).bins)).toContain(spitefulName);
  });

  it('refuses a row without a variable, and a value of another type', async () => {
    const module = await load(printScorecardJavaScript(card));
    const row: Record<string, unknown> = Object.fromEntries(module.variables.map((name) => [name, null]));
    const { age: _age, ...rest } = row;
    expect(() => module.score(rest)).toThrow('"age" is missing');
    expect(() => module.score({ ...row, age: '41' })).toThrow('must be a number');
    expect(() => module.score({ ...row, age: Infinity })).toThrow('must be a number');
    expect(() => module.score({ ...row, "purpose's": 3 })).toThrow('must be a text');
  });

  it('carries the exponential and the logarithm of the library bit for bit', async () => {
    const source = `${exponentialSource}\n${logarithmSource}\nexport { exponential, logarithmOfOnePlus };`;
    const ours = (await load(source)) as unknown as Record<string, (x: number) => number>;
    for (let step = -2000; step <= 2000; step++) {
      const x = step * 0.3737;
      expect(Object.is(ours['exponential']?.(x), exp(x))).toBe(true);
      const share = Math.abs(step) / 2000;
      for (const value of [share, share * 1e-8, share * 1e-17]) {
        expect(Object.is(ours['logarithmOfOnePlus']?.(value), log1p(value))).toBe(true);
      }
    }
  });
});

import { fitScorecard, type ScorecardModel } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applicationsOf, assessTable } from '../src/assess-table.js';
import { createScorer } from '../src/create-scorer.js';
import { makeSmallBundle, smallSchema } from './fixture/small-bundle.js';

const scorer = createScorer(makeSmallBundle());
const anyApplication = fc.record({
  income: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  utilisation: fc.option(fc.double({ min: 0, max: 3, noNaN: true })),
  purpose: fc.option(fc.constantFrom('car', 'home', 'trip')),
  owner: fc.option(fc.boolean()),
});

describe('a scorer', () => {
  it('explains every score: baseline and contributions add up to the margin within 1e-9', () => {
    fc.assert(
      fc.property(anyApplication, (application) => {
        const { explanation } = scorer.assess(application);
        const total = explanation.contributions.reduce((sum, share) => sum + share.contribution, explanation.baseline);
        expect(Math.abs(total - explanation.margin)).toBeLessThan(1e-9);
      }),
    );
  });

  it('gives at most four reasons, worst first, each of which raised the risk', () => {
    fc.assert(
      fc.property(anyApplication, (application) => {
        const { reasons, explanation } = scorer.assess(application);
        const sizes = reasons.map((reason) => reason.contribution);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
        expect(reasons.length).toBe(
          Math.min(4, explanation.contributions.filter((share) => share.contribution > 0).length),
        );
        for (const size of sizes) expect(size).toBeGreaterThan(0);
      }),
    );
  });

  it('gives the points of the card where the model is one, on the scale of its own', () => {
    const scale = { basePoints: 500, baseOdds: 30, pointsToDoubleOdds: 40 };
    const bundle = makeSmallBundle((data) => fitScorecard({ scale }, data, { seed: 3 }));
    const card = bundle.model as ScorecardModel;
    const scored = createScorer(bundle);
    fc.assert(
      fc.property(anyApplication, (application) => {
        const { income, utilisation, purpose, owner } = application;
        const codes = [purpose === null ? null : ['car', 'home', 'trip'].indexOf(purpose), owner && 1];
        const row = Float64Array.from([income, utilisation, ...codes], (value) =>
          value === null ? Number.NaN : Number(value),
        );
        expect(scored.assess(application).points).toBe(card.points(row));
        expect(scored.score(application).points).toBe(card.points(row));
      }),
    );
  });

  it('speaks in the words of the schema', () => {
    const { reasons } = scorer.assess({ income: 21_000, utilisation: 0.99, purpose: 'trip', owner: null });
    const words = Object.fromEntries(reasons.map((reason) => [reason.feature, reason.text]));
    expect(words).toMatchObject({
      income: 'Your income is low for this loan',
      utilisation: 'Credit line in use is high',
      purpose: 'Purpose: a trip',
    });
  });

  it('calls a number high or low by where less risk lies, not by where most people are', () => {
    // Just above the median income, yet more income would bring less risk: the sentence must not blame a high income.
    const { reasons } = scorer.assess({ income: 50_500, utilisation: 0.1, purpose: 'car', owner: true });
    const more = scorer.assess({ income: 75_000, utilisation: 0.1, purpose: 'car', owner: true });
    expect(more.riskScore).toBeLessThan(
      scorer.assess({ income: 50_500, utilisation: 0.1, purpose: 'car', owner: true }).riskScore,
    );
    for (const reason of reasons)
      if (reason.feature === 'income') expect(reason.text).toBe('Your income is low for this loan');
  });

  it('scores with and without an explanation alike', () => {
    fc.assert(
      fc.property(anyApplication, (application) => {
        expect(scorer.assess(application)).toMatchObject(scorer.score(application));
      }),
    );
  });

  it('assesses a table row by row as it would the applications, and names the row that is off', () => {
    const table = {
      rowCount: 2,
      columns: [
        { name: 'income', kind: 'numeric', values: Float64Array.of(30_000, Number.NaN) },
        { name: 'utilisation', kind: 'numeric', values: Float64Array.of(0.2, 1e200) },
        { name: 'purpose', kind: 'category', codes: Int32Array.of(1, -1), levels: ['trip', 'car'] },
        { name: 'owner', kind: 'boolean', values: Float64Array.of(1, 0) },
        { name: 'bad', kind: 'integer', values: Float64Array.of(0, 1) },
      ],
    } as const;
    expect([...applicationsOf(table, smallSchema)][0]).toEqual({
      income: 30_000,
      utilisation: 0.2,
      purpose: 'car',
      owner: true,
    });
    const rows = assessTable(table, smallSchema, scorer.assess);
    expect(rows.next().value).toEqual(scorer.assess({ income: 30_000, utilisation: 0.2, purpose: 'car', owner: true }));
    expect(() => rows.next()).toThrow(/^row 2: `utilisation` must be between/);
  });

  it('describes the form: fields in the model’s order, protected columns left out', () => {
    expect(scorer.form().map((field) => field.name)).toEqual(['income', 'utilisation', 'purpose', 'owner']);
    expect(scorer.form()[2]?.levels).toEqual([
      { value: 'car', label: 'car' },
      { value: 'home', label: 'home' },
      { value: 'trip', label: 'a trip' },
    ]);
  });
});

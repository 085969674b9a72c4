import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRandom, exp } from '@probity/numerics';
import {
  behaviourIndex,
  type CustomerFacts,
  defaultIndexParts,
  measureCustomers,
  readCustomerModel,
  selectCustomers,
  writeCustomerModel,
} from '@probity/scoring';
import { combineCustomers, fitCustomerModel } from '@probity/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function simulated(count: number, seed = 1): CustomerFacts {
  const random = createRandom(seed);
  const draw = (middle: number, spread: number) =>
    Float64Array.from({ length: count }, () => middle * exp(spread * random.nextNormal()));
  const annual_income = draw(30_000, 0.5);
  return {
    count,
    columns: {
      annual_income,
      total_spent: annual_income.map((income) => income * 0.15 * exp(0.6 * random.nextNormal())),
      total_debt: annual_income.map((income) => (random.nextFloat() < 0.5 ? 0 : income * random.nextFloat())),
      transactions: draw(60, 0.4).map(Math.round),
      amount_deviation: draw(70, 0.5),
      night_share: Float64Array.from({ length: count }, () => random.nextFloat() * 0.2),
      days_observed: new Float64Array(count).fill(90),
    },
  };
}

describe('fitCustomerModel', () => {
  const facts = simulated(800);
  const { model, scores } = fitCustomerModel(facts, {}, { seed: 1 });

  it('scores from 0 to 100, flags the stated share, and makes three segments with names of their own', () => {
    expect(Math.min(...scores.riskScores)).toBe(0);
    expect(Math.max(...scores.riskScores)).toBe(100);
    expect(scores.anomalies.reduce((sum, flag) => sum + flag, 0)).toBe(16);
    const { segments } = model.facts;
    expect(segments.length).toBe(3);
    expect(new Set(segments.map(({ name }) => name)).size).toBe(3);
    expect(segments.reduce((sum, { size }) => sum + size, 0)).toBe(800);
    for (const { name } of segments) expect(name).toMatch(/income, .* spend, .* risk/);
  });

  it('says of the same customer the same, alone or among others, before and after it is stored', async () => {
    const { bytes, hash } = await writeCustomerModel(model);
    const again = await readCustomerModel(bytes, hash);
    expect(again.score(facts)).toEqual(scores);
    for (const row of [0, 17, 799]) {
      const alone = again.score(selectCustomers(facts, Uint32Array.of(row)));
      expect(alone.riskScores[0]).toBe(scores.riskScores[row]);
      expect(alone.anomalyScores[0]).toBe(scores.anomalyScores[row]);
      expect(alone.clusters[0]).toBe(scores.clusters[row]);
      expect(again.reasons(facts, row)).toEqual(model.reasons(facts, row));
    }
    const second = await writeCustomerModel(fitCustomerModel(facts, {}, { seed: 1 }).model);
    expect(second.hash).toBe(hash);
  });

  it('refuses a stored model with any byte changed', async () => {
    const { bytes, hash } = await writeCustomerModel(model);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = bytes.slice();
          changed[at] = (changed[at] as number) ^ by;
          await expect(readCustomerModel(changed, hash)).rejects.toMatchObject({ code: /^BUNDLE_/ });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('cuts new customers off at the bounds it was made with', () => {
    const odd: CustomerFacts = {
      count: 2,
      columns: {
        annual_income: Float64Array.of(1000, 1e7),
        total_spent: Float64Array.of(1e6, 1),
        total_debt: Float64Array.of(1e6, 0),
        transactions: Float64Array.of(10, 10),
        amount_deviation: Float64Array.of(1e6, 0),
        night_share: Float64Array.of(1, 0),
        days_observed: Float64Array.of(90, 90),
      },
    };
    expect([...model.score(odd).riskScores]).toEqual([100, 0]);
  });

  it('never lowers the score when a part of the index rises', () => {
    const names = ['total_debt', 'night_share', 'amount_deviation'] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 799 }),
        fc.constantFrom(...names),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (row, name, factor) => {
          const one = selectCustomers(facts, Uint32Array.of(row));
          const raised = one.columns[name]?.map((value) =>
            name === 'night_share' ? Math.min(1, value * factor) : value * factor,
          );
          const more = { count: 1, columns: { ...one.columns, [name]: raised as Float64Array } };
          expect(model.score(more).riskScores[0]).toBeGreaterThanOrEqual(model.score(one).riskScores[0] as number);
        },
      ),
    );
  });

  it('gives reasons that are the parts of the index', () => {
    const contributions = new Float64Array(model.facts.parts.length);
    const measures = measureCustomers(facts);
    for (const row of [1, 5, 9]) {
      const index = behaviourIndex(model.facts.parts, measures, row, contributions);
      expect(contributions.reduce((sum, part) => sum + part, 0)).toBeCloseTo(index, 12);
      const reasons = model.reasons(facts, row);
      const best = [...contributions].sort((a, b) => b - a)[0] as number;
      expect(reasons[0]?.points).toBeCloseTo(best * 100, 1);
      expect(reasons.length).toBeLessThanOrEqual(4);
    }
  });

  it('takes a customer of whom little is known for a usual one, not for an extreme', () => {
    const blank = new Float64Array(1).fill(Number.NaN);
    const unknown: CustomerFacts = { count: 1, columns: { annual_income: blank, total_spent: Float64Array.of(3000) } };
    const [score] = model.score(unknown).riskScores;
    const sorted = [...scores.riskScores].sort((a, b) => a - b);
    expect(score).toBeGreaterThan(sorted[80] as number);
    expect(score).toBeLessThan(sorted[720] as number);
    expect(model.reasons(unknown, 0)).toEqual([]);
  });

  it('says what is wrong with its input', () => {
    expect(() => fitCustomerModel(simulated(9), {}, { seed: 1 })).toThrow('needs at least 10 customers; got 9');
    expect(() => fitCustomerModel(facts, { clusters: 0 }, { seed: 1 })).toThrow('`clusters` of `fitCustomerModel`');
    expect(() => fitCustomerModel(facts, { contamination: 0.7 }, { seed: 1 })).toThrow('be in (0, 0.5]; got 0.7');
    const share = { ...facts, columns: { ...facts.columns, night_share: new Float64Array(800).fill(1.5) } };
    expect(() => fitCustomerModel(share, {}, { seed: 1 })).toThrow(
      '`night_share` must be a share from 0 to 1; got 1.5 at customer 1',
    );
    expect(() => measureCustomers({ count: 1, columns: { income: Float64Array.of(1) } as never })).toThrow(
      'is no fact about customers',
    );
    const parts = [{ ...(defaultIndexParts[0] as (typeof defaultIndexParts)[number]), weight: 0 }];
    expect(() => fitCustomerModel(facts, { parts }, { seed: 1 })).toThrow('have weights above 0');
  });
});

describe('combineCustomers', () => {
  const activity = {
    ids: ['b', 'x'],
    transactions: Float64Array.of(4, 9),
    spent: Float64Array.of(100, 7),
    refunded: Float64Array.of(5, 0),
    received: new Float64Array(2).fill(Number.NaN),
    deviation: Float64Array.of(3, 1),
    nightShare: Float64Array.of(0.5, 0),
    cash: Float64Array.of(20, 0),
    overdrawnShare: new Float64Array(2).fill(Number.NaN),
    lastAt: Float64Array.of(86_400_000 * 6, 86_400_000),
    from: 0,
    asOf: 86_400_000 * 10,
  };

  it('counts users who did nothing and customers who are no users', () => {
    const users = { ids: ['a', 'b'], columns: { annual_income: Float64Array.of(10, 20) } };
    const all = combineCustomers(users, activity);
    expect(all.ids).toEqual(['a', 'b']);
    expect([...(all.facts.columns.total_spent as Float64Array)]).toEqual([0, 100]);
    expect([...(all.facts.columns.days_since_last as Float64Array)]).toEqual([10, 4]);
    expect(all).toMatchObject({ usersWithoutTransactions: 1, strangers: 1, strangeTransactions: 9 });
    expect(all.facts.columns.overdrawn_share).toBeUndefined();
  });

  it('takes a year of what came in for income where none is given', () => {
    const received = { ...activity, received: Float64Array.of(50, 10), refunded: new Float64Array(2).fill(Number.NaN) };
    const { facts, ids, notes } = combineCustomers(undefined, received);
    expect(ids).toEqual(['b', 'x']);
    expect([...(facts.columns.annual_income as Float64Array)]).toEqual([1825, 365]);
    expect(notes[0]).toContain('no income is given');
  });

  it('needs to know what was spent', () => {
    expect(() => combineCustomers({ ids: ['a'], columns: {} }, undefined)).toThrow('do not say what they spent');
  });
});

const data = join(process.env['PROBITY_DATA'] ?? '../shared/data', 'card_segmentation', 'cc_general.csv.gz');

describe.skipIf(!existsSync(data))('segments of 8,950 card holders (skipped without the data folder)', () => {
  it('are as well apart as those of scikit-learn on the same numbers', () => {
    const golden = JSON.parse(readFileSync(new URL('../golden/customers/cases.json', import.meta.url), 'utf8')) as {
      readonly silhouette: number;
      readonly inertia: number;
      readonly sizes: readonly number[];
    };
    const [head = '', ...lines] = gunzipSync(readFileSync(data)).toString('utf8').trim().split('\n');
    const names = head.trim().split(',');
    const cells = lines.map((line) => line.trim().split(','));
    const column = (name: string) => {
      const at = names.indexOf(name);
      return Float64Array.from(cells, (row) => (row[at] === '' ? Number.NaN : Number(row[at])));
    };
    const facts: CustomerFacts = {
      count: cells.length,
      columns: {
        credit_limit: column('CREDIT_LIMIT'),
        balance: column('BALANCE'),
        total_spent: column('PURCHASES'),
        cash_spent: column('CASH_ADVANCE'),
        transactions: column('PURCHASES_TRX'),
        full_payment_share: column('PRC_FULL_PAYMENT'),
        days_observed: column('TENURE').map((months) => months * 30.4375),
      },
    };
    const { model } = fitCustomerModel(facts, {}, { seed: 1 });
    expect(model.facts.incomeFrom).toBe('credit_limit');
    expect(model.facts.silhouette).toBeGreaterThan(golden.silhouette - 0.02);
    const { inertia } = model.clusters.record as { inertia: number };
    expect(inertia).toBeLessThanOrEqual(golden.inertia * 1.001);
  });
});

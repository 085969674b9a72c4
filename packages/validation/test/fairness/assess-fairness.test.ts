import type { Table } from '@probity/domain';
import { fitLogistic, protectedAttribute, type TrainingData } from '@probity/learn';
import { createRandom, sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { assessFairness, type FairnessInput } from '../../src/fairness/assess-fairness.js';
import { compareReweighing } from '../../src/fairness/compare-reweighing.js';
import { readProtectedAttributes } from '../../src/fairness/read-protected-attributes.js';
import type { AssessedSection, ReportSection, TableBlock } from '../../src/report/report-section.js';

const economics = { margin: 0.08, lossGivenDefault: 0.45 };

describe('assessFairness', () => {
  it('says that nothing was assessed where there is no protected column', () => {
    const section = assessFairness({ ...lending(1, 0), attributes: [] });
    expect(section).toMatchObject({ status: 'not assessed', reason: expect.stringContaining('no protected column') });
  });

  it('says why where every group but one is too small', () => {
    const input = lending(1, 0);
    const few = protectedAttribute(
      'sex',
      Array.from(input.labels, (_, row) => (row < 10 ? 'f' : 'm')),
    );
    const section = assessFairness({ ...input, attributes: [few] });
    expect(section).toMatchObject({ status: 'not assessed', reason: expect.stringContaining('only one group') });
  });

  it('is green where groups are treated alike, red where a fault is planted', () => {
    expect(assessed(assessFairness(lending(1, 0))).light).toBe('green');
    const biased = assessed(assessFairness(lending(1, 0.12)));
    expect(biased.light).toBe('red');
    expect(biased.finding).toMatch(
      /^Lowest adverse impact ratio 0\.\d\d \(.*f.*\), below four fifths, and not by chance\.$/,
    );
  });

  it('has every attribute and their intersection, the price of each way out, and the front', () => {
    const section = assessed(assessFairness(lending(2, 0.12)));
    const ids = section.blocks.flatMap((block) => ('id' in block ? [block.id] : []));
    expect(ids).toEqual([
      ...['sex', 'region', 'sex-region'].flatMap((name) => [`fairness-treatment-${name}`, `fairness-accuracy-${name}`]),
      ...['sex', 'region'].flatMap((name) => [
        `fairness-prices-${name}`,
        `fairness-alternatives-${name}`,
        `fairness-alternatives-table-${name}`,
      ]),
    ]);
    const prices = section.blocks.find((block) => 'id' in block && block.id === 'fairness-prices-sex') as TableBlock;
    expect(prices.rows[0]?.[0]).toBe('As it is');
    expect(prices.note).toMatch(/unlawful disparate treatment/);
    const asked = prices.rows.find(([what]) => String(what).startsWith('Most profitable with'));
    expect(Number(asked?.[2])).toBeGreaterThanOrEqual(0.8);
    for (const block of section.blocks) {
      if (block.kind !== 'table') continue;
      for (const row of block.rows) expect(row).toHaveLength(block.columns.length);
    }
  });

  it('holds only what JSON can carry, and the same bytes for the same seed', () => {
    const section = assessFairness(lending(3, 0.1));
    expect(JSON.parse(JSON.stringify(section))).toEqual(section);
    expect(assessFairness(lending(3, 0.1))).toEqual(section);
  });

  it('lists what was too small as a gap', () => {
    const input = lending(4, 0);
    const some = protectedAttribute(
      'sex',
      Array.from(input.labels, (_, row) => (row < 20 ? 'x' : row % 2 ? 'f' : 'm')),
    );
    const section = assessed(assessFairness({ ...input, attributes: [some] }));
    expect(section.gaps).toContainEqual({ what: 'sex, everything of x', reason: 'fewer than 50 rows' });
  });
});

describe('compareReweighing', () => {
  it('narrows the gap, and says at which price', () => {
    const { data, attribute } = historyWithBias();
    const comparison = compareReweighing(
      { name: 'logistic', fit: (rows, context) => fitLogistic({}, rows, context) },
      data,
      attribute,
      { cutOff: 0.3, economics },
      { seed: 1 },
    );
    const { before, after } = comparison;
    expect(after.adverseImpactRatio ?? 0).toBeGreaterThan((before.adverseImpactRatio ?? 1) + 0.05);
    expect(after.rocAuc).toBeLessThan(before.rocAuc);
    expect(comparison.riskScores).toHaveLength(data.labels.length);
  });
});

describe('readProtectedAttributes', () => {
  const table: Table = {
    rowCount: 40,
    columns: [
      {
        name: 'age',
        kind: 'integer',
        values: Float64Array.from({ length: 40 }, (_, row) => (row === 0 ? Number.NaN : 20 + row)),
      },
      { name: 'married', kind: 'boolean', values: Float64Array.from({ length: 40 }, (_, row) => row % 2) },
      {
        name: 'nation',
        kind: 'category',
        codes: Int32Array.from({ length: 40 }, (_, row) => row % 20),
        levels: Array.from({ length: 20 }, (_, code) => `n${code}`),
      },
    ],
  };

  it('puts numbers in bands, named or by quarters', () => {
    const [named] = readProtectedAttributes(table, ['age'], { bands: { age: [25, 40] } });
    expect(named?.groups).toEqual(['below 25', '25 to below 40', '40 and above']);
    expect(named?.codes[0]).toBe(-1);
    expect(named?.codes[5]).toBe(1);
    expect(readProtectedAttributes(table, ['age'])[0]?.groups).toHaveLength(4);
  });

  it('keeps values as they are, and gathers the rarest of many', () => {
    const [married, nation] = readProtectedAttributes(table, ['married', 'nation']);
    expect(married?.groups).toEqual(['false', 'true']);
    expect(nation?.groups).toHaveLength(12);
    expect(nation?.groups).toContain('other groups');
    expect(() => readProtectedAttributes(table, ['sex'])).toThrow(/"sex"/);
  });
});

function assessed(section: ReportSection): AssessedSection {
  if (section.status !== 'assessed') throw new Error(section.reason);
  return section;
}

/** Scores that are right; `shift` raises those of one group, wrongly. */
function lending(seed: number, shift: number): FairnessInput {
  const random = createRandom(seed).fork('lending');
  const rows = 1_600;
  const riskScores = new Float64Array(rows);
  const labels = new Uint8Array(rows);
  const sexes: string[] = [];
  const regions: string[] = [];
  for (let row = 0; row < rows; row++) {
    const risk = 0.02 + 0.4 * random.nextFloat() ** 2;
    labels[row] = random.nextFloat() < risk ? 1 : 0;
    sexes.push(random.nextFloat() < 0.5 ? 'f' : 'm');
    regions.push(random.nextFloat() < 0.3 ? 'north' : 'south');
    riskScores[row] = Math.min(1, risk + (sexes[row] === 'f' ? shift : 0));
  }
  const attributes = [protectedAttribute('sex', sexes), protectedAttribute('region', regions)];
  return { riskScores, labels, attributes, cutOff: 0.15, economics, seed: 1, resamples: 100 };
}

/** A feature that stands in for the group, and outcomes that were worse for it. */
function historyWithBias(): { data: TrainingData; attribute: ReturnType<typeof protectedAttribute> } {
  const random = createRandom(9).fork('history');
  const rows = 2_000;
  const [proxy, income] = [new Float64Array(rows), new Float64Array(rows)];
  const labels = new Uint8Array(rows);
  const groups: string[] = [];
  for (let row = 0; row < rows; row++) {
    const isOther = random.nextFloat() < 0.4;
    groups.push(isOther ? 'b' : 'a');
    proxy[row] = (isOther ? 1 : 0) + 0.7 * random.nextNormal();
    income[row] = random.nextNormal();
    const odds = -1.2 - 0.9 * (income[row] ?? 0) + (isOther ? 1.1 : 0);
    labels[row] = random.nextFloat() < sigmoid(odds) ? 1 : 0;
  }
  const matrix = {
    rowCount: rows,
    features: [
      { name: 'proxy', kind: 'numeric' as const },
      { name: 'income', kind: 'numeric' as const },
    ],
    columns: [proxy, income],
  };
  return { data: { matrix, labels }, attribute: protectedAttribute('group', groups) };
}

import type { Model } from '@probity/learn';
import { describe, expect, it } from 'vitest';
import { prepareCompany } from '../../src/companies/judge-company.js';

const features = ['currentRatio', 'netProfitToSales', 'salesToAssets', 'Attr2', 'netProfitToInventory', 'branch'];
const bundle = {
  model: { features: features.map((name) => ({ name, kind: 'numeric' })) } as unknown as Model,
  provenance: {
    settings: { blueprint: { name: 'bankruptcy', ratios: { liabilitiesToAssets: 'Attr2' } } },
  },
} as unknown as Parameters<typeof prepareCompany>[0];

describe('a company that little is known of', () => {
  it('comes with a warning that counts what is known and names the items that most ratios want', () => {
    const { coverage, application } = prepareCompany(bundle, { statement: { totalAssets: 900, equity: -300 } });
    expect(application).toMatchObject({ Attr2: 4 / 3, currentRatio: null, branch: null });
    expect(coverage).toMatchObject({ known: 1, features: 6 });
    expect(coverage.warning).toMatch(/^only 1 of the 6 features of the model are known; the other 5 count as/);
    // Sales and the net profit are in two of its ratios each, current assets in one.
    expect(coverage.warning).toMatch(
      /most is gained by sales \(sales\), net profit \(netProfit\), .*\(currentAssets\)/,
    );
  });

  it('has none from two thirds on, and from ratios alone is told to give more of them', () => {
    const ratios = { currentRatio: 1, netProfitToSales: 0.1, Attr2: 0.4 };
    expect(prepareCompany(bundle, { ratios }).coverage.warning).toMatch(/give more of the ratios, or statements$/);
    const enough = prepareCompany(bundle, { ratios: { ...ratios, branch: 3 } }).coverage;
    expect(enough).toEqual({ known: 4, features: 6, warning: null });
  });

  it('says once why ratios are not known, not once for each', () => {
    const { notes } = prepareCompany(bundle, { statement: { totalAssets: 900, netProfit: 1 } });
    expect(notes.filter((note) => note.includes('sales (sales) is not known'))).toEqual([
      'salesToAssets, netProfitToSales: sales (sales) is not known',
    ]);
  });
});

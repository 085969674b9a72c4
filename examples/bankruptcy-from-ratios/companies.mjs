// Simulated statements → ratios → a model by company and time → one company judged, and the bundle encrypted.
import { asDatasetHash } from '@probity/domain';
import { bindCompanyColumns } from '@probity/features';
import { createScorer, decryptBundle, encryptBundle, prepareCompany, readBundle, riskClassOf } from '@probity/scoring';
import { simulateCompanies } from '@probity/simulation';
import { ratioTable, trainBankruptcy } from '@probity/training';

const statements = simulateCompanies({ companies: 600, seed: 7 });
const columns = bindCompanyColumns(statements.columns.map(({ name }) => name));
const table = ratioTable(statements, columns, { company: 'company', time: 'year' });
const roles = { company: 'group', year: 'time', failed: 'target' };
const dataset = {
  hash: asDatasetHash('e'.repeat(64)),
  schema: {
    formatVersion: 1,
    badValue: '1',
    columns: table.columns.map(({ name, kind }) => ({ name, kind, role: roles[name] ?? 'feature' })),
  },
  table,
  lines: Uint32Array.from({ length: table.rowCount }, (_, row) => row + 2),
  rowsRead: table.rowCount,
  quarantined: { count: 0, rows: [] },
  dialect: { delimiter: ',', header: true, quote: '"', encoding: 'utf-8', decimal: '.', dates: 'ymd', gzip: false },
  notes: [],
};
const costs = { lossGivenDefault: 0.45, margin: 0.02, exposure: 250_000, currency: 'EUR' };
const trained = await trainBankruptcy(
  dataset,
  { folds: 2, costs, libraryVersion: 'example' },
  { seed: 1, onProgress: () => undefined, pause: async () => undefined },
);
const { metrics, cost, rivals, split } = trained.evaluation;
console.log(`${table.rowCount} company-years; ${split}`);
console.log(`${trained.learner}: ROC AUC ${metrics.rocAuc.toFixed(3)}`);
for (const { title, rocAuc } of rivals) console.log(`  ${title}: ${rocAuc.toFixed(3)}`);
console.log(`high risk from ${(100 * cost.cut).toFixed(2)} %: ${Math.round(cost.cost / cost.rows)} EUR a company-year`);

const key = Buffer.alloc(32, 1).toString('base64');
const bundle = await readBundle(await decryptBundle(await encryptBundle(trained.bytes, key), key), trained.hash);
const scorer = createScorer(bundle);
const { application, coverage, classics } = prepareCompany(bundle, {
  statement: {
    ...{ totalAssets: 8400, currentAssets: 3100, cash: 120, receivables: 1350, inventory: 1500, equity: 900 },
    ...{ shortTermLiabilities: 3900, sales: 9800, profitBeforeTax: -400, interest: 260, netProfit: -400 },
    ...{ retainedEarnings: 100, depreciation: 430, operatingProfit: -140 },
  },
});
const { riskScore, explanation } = scorer.assess(application);
console.log(`class ${riskClassOf(riskScore, scorer.policy.declineFrom)}, probability ${riskScore.toFixed(4)}`);
console.log(`  ${coverage.warning ?? `${coverage.known} of ${coverage.features} features are known`}`);
const strongest = explanation.contributions.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
for (const { feature, contribution } of strongest.slice(0, 3)) console.log(`  ${feature} ${contribution.toFixed(3)}`);
for (const { title, score, zone } of classics)
  console.log(`  ${title}: ${score?.toFixed(2) ?? 'not known'} ${zone ?? ''}`);

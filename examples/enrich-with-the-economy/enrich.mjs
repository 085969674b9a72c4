// Loans of thirty years, with the economy as it was known on the day of each decision.
//
//   npm run build && node examples/enrich-with-the-economy/enrich.mjs [folder]
//
// The loans are made up: their risk follows the unemployment that was known when they were decided. economy.csv is real.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addColumns, enrichmentRecords, loadEnrichment, momentsOf, openEnrichment } from '@probity/connectors';
import { columnNamed } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import { createScorer } from '@probity/scoring';
import { trainModel } from '@probity/training';
import { createWarehouse } from '@probity/warehouse';

const ROWS = 4000;
const LAG_DAYS = 45;
const DAY_MS = 86_400_000;

const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'probity-economy-')));
const here = fileURLToPath(new URL('.', import.meta.url));
const warehouse = createWarehouse({ folder: join(folder, 'datasets') });

// The loans.
const months = (await readFile(join(here, 'economy.csv'), 'utf8')).trim().split('\n').slice(1);
const rateOf = new Map(months.map((line) => [line.slice(0, 7), Number(line.split(',')[1])]));
const random = createRandom(1).fork('loans');
const loans = Array.from({ length: ROWS }, (_, id) => {
  const issued = Date.UTC(1990, 0, 1) + Math.floor(random.nextFloat() * 10_900) * DAY_MS;
  const known = rateOf.get(new Date(issued - LAG_DAYS * DAY_MS).toISOString().slice(0, 7)) ?? 5;
  const income = Math.round((50 + 15 * random.nextNormal()) * 100) / 100;
  const risk = 1 / (1 + Math.exp(3 - 0.5 * (known - 5) + 0.03 * (income - 50)));
  return [id, new Date(issued).toISOString().slice(0, 10), income, random.nextFloat() < risk ? 1 : 0].join(',');
});
const file = join(folder, 'loans.csv');
await writeFile(file, `id,issued,income,default\n${loans.join('\n')}\n`);
const plain = await warehouse.ingest(file, { target: 'default', badValue: '1', id: 'id' });

// What was published before each decision. A look at one: July's figures are not there yet in July.
const enrichment = await openEnrichment(await loadEnrichment(join(here, 'economy.enrichment.json')), {
  environment: process.env,
  readTable: async (name) => {
    const { table, hash } = await warehouse.ingest(join(here, name), {});
    return { table, version: hash };
  },
});
const asOf = momentsOf(columnNamed(plain.table, 'issued'));
const { columns, counts } = await enrichment.enrichTable(plain.table, asOf);
const learned = columns.map(({ name, kind }) => ({ name, kind, role: 'feature' }));
const enriched = await warehouse.keepDataset(
  {
    ...plain,
    table: addColumns(plain.table, columns),
    schema: { ...plain.schema, columns: [...plain.schema.columns, ...learned] },
  },
  'loans and the economy',
);
console.log(`${counts[0].source}: ${counts[0].found} of ${plain.table.rowCount} rows found`);

// Two models on the same folds.
const context = { seed: 1, onProgress: () => {}, pause: async () => {} };
const settings = { learner: 'logistic', folds: 5, libraryVersion: '0.1.0' };
const [without, withEconomy] = [
  await trainModel(plain, settings, context),
  await trainModel(enriched, settings, context),
];
for (const [name, { evaluation }] of Object.entries({ without, with: withEconomy })) {
  console.log(`${name} the economy: ROC AUC ${evaluation.metrics.rocAuc.toFixed(3)}`);
}

// One decision: the field that the applicant does not know is filled in, and says from where.
const application = { income: 44 };
const decidedAt = Date.parse('2010-07-15T00:00:00Z');
const { application: whole, parts } = await enrichment.enrichApplication(application, decidedAt);
const decision = createScorer(withEconomy.bundle).assess(whole, { enrichment: enrichmentRecords(parts) });
console.log(
  `15 July 2010: unemployment ${whole.unemployment} %, ${decision.decision} at ${(decision.riskScore * 100).toFixed(1)} %`,
);

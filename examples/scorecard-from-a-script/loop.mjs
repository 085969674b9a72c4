// The modeller's loop as a program: know the data, build the card, prove it, take it out.
//
//   npm run build && node examples/scorecard-from-a-script/loop.mjs [folder]
//
// Everything is made from the two files of examples/german-credit; the card (SQL) and the report (HTML) are written to `folder`.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printScorecardSql } from '@probity/interchange';
import { profileDataset } from '@probity/profile';
import { createScorer } from '@probity/scoring';
import { predictOutOfFold, trainModel } from '@probity/training';
import { renderValidationReport, validateModel } from '@probity/validation';
import { createWarehouse, loadSchema } from '@probity/warehouse';

const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'probity-loop-')));
const data = fileURLToPath(new URL('../german-credit/', import.meta.url));
const context = { seed: 1, libraryVersion: '0.1.0', onProgress: () => {}, pause: async () => {} };

// Know the data.
const schema = await loadSchema(join(data, 'schema.json'));
const dataset = await createWarehouse({ folder: join(folder, 'datasets') }).ingest(join(data, 'german-credit.csv'), {
  schema,
});
const profile = await profileDataset(dataset, {}, { seed: 1 });
const strongest = profile.columns
  .filter(({ informationValue }) => informationValue !== undefined)
  .sort((one, other) => (other.informationValue ?? 0) - (one.informationValue ?? 0))[0];
console.log(`${profile.rows} rows, ${profile.leaks.length} leaks; strongest column: ${strongest?.name}`);

// Build the card; one variable keeps the edges that a person chose.
const edits = { duration_in_month: { edges: [12, 24, 36] } };
const trained = await trainModel(
  dataset,
  { learner: 'scorecard', scorecard: { edits }, libraryVersion: context.libraryVersion },
  context,
);
const card = trained.bundle.model;
const { rocAuc } = trained.evaluation.metrics;
console.log(`card of ${card.variables.length} variables, ROC AUC ${rocAuc.toFixed(3)} on rows it had not seen`);

// Prove it: the training's own folds are repeated, so no row is judged by a card that saw it.
const outOfFold = await predictOutOfFold(trained.bundle, dataset, context);
const report = await validateModel(
  { hash: trained.hash, bundle: trained.bundle },
  { training: dataset, outOfFold },
  { benchmarks: false, resamples: 50 },
  context,
);
await writeFile(join(folder, 'report.html'), renderValidationReport(report));
const unassessed = report.sections.filter(({ status }) => status === 'not assessed').map(({ title }) => title);
console.log(`verdict ${report.verdict.light}; not assessed: ${unassessed.join(', ')}`);

// Take it out, and decide with it here.
await writeFile(join(folder, 'card.sql'), printScorecardSql(card, { dialect: 'postgresql', table: 'applications' }));
const scorer = createScorer(trained.bundle);
const application = Object.fromEntries(scorer.form().map(({ name }) => [name, null]));
const { points, decision, reasons } = scorer.assess({ ...application, duration_in_month: 48, credit_amount: 9000 });
console.log(`48 months, 9,000: ${points} points, ${decision}; ${reasons[0]?.text}`);
console.log(`written to ${folder}`);

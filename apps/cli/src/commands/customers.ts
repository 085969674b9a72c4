import { chmod } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ProbityError } from '@probity/domain';
import { parseEventMap } from '@probity/features';
import { type CustomerScores, readCustomerModel, writeCustomerModel } from '@probity/scoring';
import { fitCustomerModel } from '@probity/training';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { printCustomers } from '../customers/customers-text.js';
import { type ReadCustomers, readCustomers } from '../customers/read-customers.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { parsePositive, parseWhole } from '../option-parsers.js';
import { refuseExisting, writeCsv } from '../output-file.js';
import { parseModelName } from '../register-model.js';
import { seedFrom, seedOption } from '../shared-options.js';

interface CustomersOptions extends CommonOptions, DialectOptions {
  readonly map?: Readonly<Record<string, string>>;
  readonly mapUsers?: Readonly<Record<string, string>>;
  readonly asOf?: number;
  readonly decimals?: number;
  readonly clusters?: number;
  readonly contamination?: number;
  readonly model?: string;
  readonly name?: string;
  readonly seed?: number;
  readonly out?: string;
}

const HEAD = ['user_id', 'total_spent', 'risk_score', 'anomaly', 'cluster'] as const;
/** What --json lists; all of them are in the file. */
const LISTED = 1000;

export function customersCommand(): Command {
  const command = new Command('customers')
    .summary('score customers, find odd ones, divide them into segments')
    .description(
      'Score customers by their behaviour, flag anomalies and find segments, from a file of users and one of transactions.',
    )
    .addHelpText(
      'after',
      examplesOf(
        'customers users.csv transactions.csv --out customers.csv',
        'customers transactions.csv --clusters 4',
        'customers new-users.csv new-transactions.csv --model customers@2',
      ),
    )
    .argument('<users>', 'one row a customer; or transactions alone: the customers are then those in them')
    .argument('[transactions]', 'one row a payment; not needed where users come with what they spent')
    .option(
      '--map <pairs>',
      'columns of the transactions: customer=USER,at=WHEN,amount=PAID (default: guessed)',
      parseEventMap,
    )
    .option(
      '--map-users <pairs>',
      'columns of the users: user_id=ID,annual_income=PAY (default: guessed)',
      parseEventMap,
    )
    .option('--as-of <time>', 'only what was known before this moment counts, ISO 8601 (default: all)', parseMoment)
    .option('--decimals <n>', 'digits of money behind the point (default 2)', parseWhole('--decimals', 0, 4))
    .option('--clusters <n>', 'segments (default 3; how many stand out is said)', parseWhole('--clusters', 1, 50))
    .option('--contamination <share>', 'share called anomalous (default 0.02)', parsePositive('--contamination'))
    .option('--model <name[@version]>', 'apply a registered model of customers instead of making one')
    .option('--name <name>', 'name of the model that is made (default "customers")', parseModelName)
    .option(...seedOption('same files and seed, same model'))
    .option('--out <file>', 'write all customers here too, as CSV');
  return addDialectOptions(command).action(runCustomers);
}

async function runCustomers(
  users: string,
  transactions: string | undefined,
  options: CustomersOptions,
  command: Command,
) {
  const app = await createApp(options);
  const { terminal } = app;
  if (options.out !== undefined) refuseExisting(options.out, '--out', 'remove it, or choose another name');
  const customers = await readCustomers(app, users, transactions, {
    ...options,
    dialect: dialectFrom(options, command),
  });
  const { model, scores, reference, hash } =
    options.model === undefined
      ? await makeModel(app, customers, options)
      : await applyModel(app, customers, options.model);
  const stored = join(
    app.workspace,
    'customers',
    `${reference.replace('@', '-')}-${customers.digest.slice(0, 12)}.csv`,
  );
  const write = (file: string) => writeCsv(file, rowsOf(customers, scores));
  await write(stored);
  // It names persons.
  await chmod(stored, 0o600);
  if (options.out !== undefined) await write(resolve(options.out));
  printCustomers(terminal, customers, model, scores, reference);
  terminal.print(`stored ${stored}${options.out === undefined ? '' : ` and ${options.out}`}: ${HEAD.join(', ')}`);
  const listed = [];
  for (const row of rowsOf(customers, scores, false)) {
    listed.push(Object.fromEntries(row.map((cell, index) => [HEAD[index], cell])));
    if (listed.length === LISTED) break;
  }
  const { segments, counts, silhouette, contamination } = model.facts;
  terminal.printJson({
    ...{ model: reference, hash, stored, customers: customers.ids.length, listed: listed.length },
    ...{ read: customers.counts, maps: customers.maps, segments, suggested: counts, silhouette, contamination },
    rows: listed,
  });
}

async function makeModel(app: App, { facts, asOf }: ReadCustomers, options: CustomersOptions) {
  const seed = seedFrom(options, app.config);
  const settings = {
    ...(options.clusters === undefined ? {} : { clusters: options.clusters }),
    ...(options.contamination === undefined ? {} : { contamination: options.contamination }),
    ...{ asOf, libraryVersion: app.version },
  };
  const { model, scores } = fitCustomerModel(facts, settings, app.trainingContext(seed));
  const { bytes, hash } = await writeCustomerModel(model);
  const { customers, silhouette, segments } = model.facts;
  const summary = {
    learner: 'customers',
    rows: customers,
    seed,
    silhouette,
    segments: segments.map(({ name }) => name),
  };
  const name = options.name ?? 'customers';
  const { version } = await app.withStores((stores) => stores.registry.register({ name, hash, bytes, summary }));
  return { model, scores, hash, reference: `${name}@${version}` };
}

async function applyModel(app: App, { facts }: ReadCustomers, wanted: string) {
  const { bytes, name, version, hash } = await app.withStores(async ({ registry }) => {
    const found = await registry.find(wanted);
    return { ...found, bytes: await registry.load(found.hash) };
  });
  const model = await readCustomerModel(bytes, hash);
  return { model, scores: model.score(facts), hash, reference: `${name}@${version}` };
}

function* rowsOf({ ids, facts }: ReadCustomers, scores: CustomerScores, withHead = true) {
  if (withHead) yield HEAD;
  for (const [row, id] of ids.entries()) {
    const spent = facts.columns.total_spent?.[row] ?? 0;
    yield [
      id,
      Math.round(spent * 100) / 100,
      scores.riskScores[row] as number,
      scores.anomalies[row] as number,
      scores.clusters[row] as number,
    ] as const;
  }
}

function parseMoment(text: string): number {
  const moment = /^\d{4}-\d\d-\d\d/.test(text)
    ? Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text)
    : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  const message = `\`--as-of\` must be a moment such as 2024-03-31 or 2024-03-31T12:00:00Z; got "${text}"`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: '--as-of' });
}

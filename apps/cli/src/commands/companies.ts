import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { asDecisionId, type Decision, ProbityError } from '@probity/domain';
import { bindCompanyColumns, isRatioName, statementItems } from '@probity/features';
import { type CompanyInput, prepareCompany, riskClassOf } from '@probity/scoring';
import { holdsStatements, ratioTable } from '@probity/training';
import { Command } from 'commander';
import { type CommonOptions, createApp, loadModel } from '../app.js';
import { parseColumnMap } from '../blueprint-options.js';
import { describeCompanyColumns, writeTable } from '../company-file.js';
import { decisionJson, describeDecision } from '../decision-text.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { readJsonArgument } from '../json-argument.js';
import { refuseExisting } from '../output-file.js';
import { MODEL_OPTION } from '../shared-options.js';

export function companiesCommand(): Command {
  return new Command('companies')
    .summary('ratios of company statements; the bankruptcy risk of one company')
    .addHelpText(
      'after',
      examplesOf('companies assess company.json --model polish', 'companies ratios statements.csv --out ratios.csv'),
    )
    .description('Compute the ratios of statements, and judge a company with a model of the blueprint bankruptcy.')
    .addCommand(assessCommand())
    .addCommand(ratiosCommand());
}

function assessCommand(): Command {
  return new Command('assess')
    .summary('1 or 0, the probability and its reasons for one company; recorded')
    .addHelpText('after', examplesOf(`companies assess company.json --model polish`, 'companies assess - --json'))
    .description('Judge one company from its statements or ratios, record the decision and say why.')
    .argument(
      '<json|->',
      'JSON text, a JSON file, or -: {"statement": {…}, "earlier": [{…}]} or {"ratios": {…}}, or items or ratios alone',
    )
    .option(...MODEL_OPTION)
    .option('--subject <id>', 'which company; kept as a keyed pseudonym')
    .action(runAssess);
}

function ratiosCommand(): Command {
  const command = new Command('ratios')
    .summary('a file of statements as a file of ratios')
    .addHelpText('after', examplesOf('companies ratios statements.csv --company id --time year --out ratios.csv'))
    .description('Compute the ratios of every company-year of a file; other columns are kept.')
    .argument('<file>', 'a file or source with a column for each item of the statements')
    .requiredOption('--out <csv>', 'where to write the ratios (needed)')
    .option(
      '--map <pairs>',
      'which column holds what: sales=TURNOVER,equity=EQ (default: found by name)',
      parseColumnMap,
    )
    .option('--company <column>', 'the company; with --time for growth')
    .option('--time <column>', 'the year')
    .action(runRatios);
  return addDialectOptions(command);
}

interface AssessOptions extends CommonOptions {
  readonly model?: string;
  readonly subject?: string;
}

async function runAssess(source: string, options: AssessOptions): Promise<void> {
  const app = await createApp(options);
  const company = asCompany(await readJsonArgument(source, 'the company'));
  const { subject } = options;
  const { decision, prepared, cut } = await app.withStores(async (stores) => {
    const { reference, bundle, scorer } = await loadModel(stores, options.model);
    const started = performance.now();
    const found = prepareCompany(bundle, company);
    const decided: Decision = {
      ...scorer.assess(found.application),
      decisionId: asDecisionId(randomUUID()),
      model: reference,
      occurredAt: new Date().toISOString(),
      processingTimeMs: performance.now() - started,
    };
    const recorded = await stores.decisions.record(decided, subject === undefined ? {} : { subject });
    return { decision: recorded, prepared: found, cut: scorer.policy.declineFrom };
  });
  const highRisk = riskClassOf(decision.riskScore, cut);
  const { terminal } = app;
  terminal.print(`${highRisk}  ${highRisk === 1 ? 'high risk' : 'low risk'} (high from ${(100 * cut).toFixed(2)} %)`);
  const { coverage, classics, notes } = prepared;
  if (coverage.warning === null) terminal.print(`  ${coverage.known} of ${coverage.features} features are known`);
  else terminal.print(`  WARNING: ${coverage.warning}`);
  for (const line of describeDecision(decision)) terminal.print(line);
  for (const { title, score, zone, zones, missing } of classics) {
    const said = score === null ? `not known: ${missing.join(', ')}` : `${score.toFixed(3)}, ${zone} (${zones})`;
    terminal.print(`  ${title}: ${said}`);
  }
  for (const note of notes) terminal.note(note);
  terminal.printJson({ highRisk, cut, ...decisionJson(decision), coverage, classics, notes });
}

/** Items alone are a statement, ratios alone are ratios; `company` may be wrapped round as in a request. */
function asCompany(value: unknown): CompanyInput {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProbityError('BODY_INVALID', 'the company must be a JSON object', { field: 'company' });
  }
  const keys = Object.keys(value);
  if (keys.length === 1 && 'company' in value) return asCompany(value.company);
  if (keys.some((key) => ['statement', 'earlier', 'ratios'].includes(key))) {
    const stray = keys.find((key) => !['statement', 'earlier', 'ratios'].includes(key));
    if (stray === undefined) return value as CompanyInput;
    throw new ProbityError('UNKNOWN_FIELD', `"${stray}" must be in \`statement\` or \`ratios\``, { field: stray });
  }
  const isStatement = keys.some((key) => Object.hasOwn(statementItems, key) && !isRatioName(key));
  return (isStatement ? { statement: value } : { ratios: value }) as CompanyInput;
}

interface RatiosOptions extends CommonOptions, DialectOptions {
  readonly out: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly company?: string;
  readonly time?: string;
}

async function runRatios(file: string, options: RatiosOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  const { out, map = {}, company, time } = options;
  refuseExisting(out, '--out', 'remove it, or choose another name');
  const { table, quarantined } = await app.warehouse.ingest(file, {
    dialect: dialectFrom(options, command),
    onProgress: app.terminal.progress,
  });
  const columns = bindCompanyColumns(
    table.columns.map(({ name }) => name),
    map,
  );
  app.terminal.note(describeCompanyColumns({ file, columns, fromStatements: true }));
  if (!holdsStatements(columns)) {
    const message = `"${file}" holds no statements: name their columns with --map, as totalAssets=ASSETS,sales=TURNOVER`;
    throw new ProbityError('COLUMN_MISSING', message, { file });
  }
  const ratios = ratioTable(table, columns, { company, time });
  await writeTable(resolve(out), ratios);
  const count = ratios.columns.length - (table.columns.length - Object.keys(columns.items).length);
  app.terminal.print(
    `wrote ${out}: ${count} ratios of ${table.rowCount} company-years (${quarantined.count} rows refused)`,
  );
  app.terminal.printJson({
    ...{ file: resolve(out), rows: table.rowCount, rejected: quarantined.count, ratios: count },
    items: columns.items,
  });
}

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { assessCommand } from './commands/assess.js';
import { auditCommand } from './commands/audit.js';
import { companiesCommand } from './commands/companies.js';
import { customersCommand } from './commands/customers.js';
import { decisionsCommand } from './commands/decisions.js';
import { evaluateCommand } from './commands/evaluate.js';
import { explainCommand } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { fairnessCommand } from './commands/fairness.js';
import { featuresCommand } from './commands/features.js';
import { importCommand } from './commands/import.js';
import { initCommand } from './commands/init.js';
import { modelsCommand } from './commands/models.js';
import { outcomeCommand } from './commands/outcome.js';
import { personalCommand } from './commands/personal.js';
import { policyCommand } from './commands/policy.js';
import { profileCommand } from './commands/profile.js';
import { qualityCommand } from './commands/quality.js';
import { reviewCommand } from './commands/review.js';
import { scoreCommand } from './commands/score.js';
import { scorecardCommand } from './commands/scorecard.js';
import { serveCommand } from './commands/serve.js';
import { simulateCommand } from './commands/simulate/simulate.js';
import { streamCommand } from './commands/stream.js';
import { trainCommand } from './commands/train.js';
import { validateCommand } from './commands/validate.js';

const EXIT_CODES = `
First steps: probity init demo; or, with a file of yours, probity profile loans.csv --target <outcome>
probity help <command> has options and examples. A <file> may be CSV, Parquet, JSON lines, ARFF or a *.source.json.
Exit codes: 0 done, 1 failure, 2 wrong use, 3 data refused, 130 interrupted.
Environment: DATABASE_URL (a PostgreSQL of your own), PROBITY_KEY (master key, base64 of 32 bytes), PROBITY_BUNDLE_KEY (of encrypted
models, the same form), PROBITY_TOKEN (for serve).`;

/** The commands in the order of the work. */
const commandGroups: readonly (readonly [string, readonly (() => Command)[]])[] = [
  ['Know the data:', [initCommand, simulateCommand, profileCommand, outcomeCommand, qualityCommand]],
  ['Make a model:', [featuresCommand, trainCommand, scorecardCommand, modelsCommand, importCommand, exportCommand]],
  ['Prove it:', [evaluateCommand, validateCommand, fairnessCommand]],
  ['Decide:', [policyCommand, scoreCommand, assessCommand, decisionsCommand, explainCommand, reviewCommand]],
  ['Know your customers:', [customersCommand]],
  ['Know companies:', [companiesCommand]],
  ['Your own money:', [personalCommand]],
  ['Run it:', [serveCommand, streamCommand, auditCommand]],
];

/** The `probity` command with all its sub-commands, none of them run yet. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const program = new Command('probity')
    .description('From applications, payments and statements to explained, audited decisions.')
    .version(version)
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const [group, makers] of commandGroups) {
    for (const make of makers) program.addCommand(prepare(make()).helpGroup(group));
  }
  return program;
}

/** Every command, and every command of a command, answers to the same options and fails the same way. */
function prepare(command: Command): Command {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  if (command.commands.length > 0) {
    for (const child of command.commands) prepare(child);
    return command;
  }
  return command
    .optionsGroup('Every command:')
    .option('--json', 'print one JSON object on stdout; progress goes to stderr')
    .option('--workspace <dir>', 'folder of datasets, keys and the embedded PostgreSQL (default ".probity")')
    .option('--config <file>', 'configuration (default "probity.config.ts", if there is one)');
}

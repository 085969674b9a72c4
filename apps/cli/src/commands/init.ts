import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ProbityError } from '@probity/domain';
import { simulateLoanApplications, toCsv } from '@probity/simulation';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { parseWhole } from '../option-parsers.js';
import { writeOutput } from '../output-file.js';
import { seedOption } from '../shared-options.js';

interface InitOptions extends CommonOptions {
  readonly rows?: number;
  readonly seed?: number;
}

export function initCommand(): Command {
  return new Command('init')
    .summary('a project folder with a simulated loan file to try')
    .addHelpText('after', examplesOf('init demo'))
    .description('Make a project folder with a configuration and a simulated loan file to try.')
    .argument('[dir]', 'the folder', '.')
    .option('--rows <n>', 'applications in the sample (default 20000)', parseWhole('--rows', 200, 2_000_000))
    .option(...seedOption('seed of the simulation'))
    .action(runInit);
}

async function runInit(dir: string, options: InitOptions): Promise<void> {
  const { terminal } = await createApp(options);
  const folder = resolve(dir);
  const seed = options.seed ?? 1;
  const world = simulateLoanApplications({ rows: options.rows ?? 20_000, seed });
  const files: Readonly<Record<string, string>> = {
    'applications.csv': toCsv(world.table),
    'applications.schema.json': `${JSON.stringify(world.schema, null, 2)}\n`,
    'probity.config.ts': CONFIG,
    'README.md': README,
    '.gitignore': '.probity/\n',
  };
  const taken = Object.keys(files).find((name) => existsSync(join(folder, name)));
  if (taken !== undefined)
    throw new ProbityError('OUTPUT_EXISTS', `"${join(dir, taken)}" is there already; nothing was written`, {
      field: 'dir',
    });
  for (const [name, content] of Object.entries(files)) await writeOutput(join(folder, name), content);
  const shown = relative(process.cwd(), folder) || '.';
  terminal.print(
    `made ${shown}: ${world.table.rowCount} simulated loan applications (seed ${seed}), a schema with words for reasons, a configuration`,
  );
  terminal.print(
    `next: ${shown === '.' ? '' : `cd ${shown} && `}probity train applications.csv --schema applications.schema.json && probity serve`,
  );
  terminal.printJson({ directory: folder, files: Object.keys(files), rows: world.table.rowCount, seed });
}

const CONFIG = `// Settings of this project; options on the command line win over them.
// Secrets do not go in here: set PROBITY_TOKEN, PROBITY_KEY and DATABASE_URL in the environment.
export default {
  workspace: '.probity',
  // What a good loan earns and a bad one costs, as shares of the exposure: they set the cut-offs.
  economics: { lossGivenDefault: 0.45, margin: 0.08, topMargin: 0.16 },
  learner: 'auto',
  folds: 5,
  seed: 1,
};
`;

const README = `# A Probity project

\`applications.csv\` holds simulated loan applications: no real person is in it.
\`applications.schema.json\` says what each column is, and in which words reasons are given; edit it.

    probity train applications.csv --schema applications.schema.json
    probity serve

Your own file: \`probity train loans.csv --target defaulted --bad 1 --save-schema loans.schema.json\`.
`;

import { ProbityError } from '@probity/domain';
import { type ExportFormat, exportFormats, exportModel, type OnnxPrecision } from '@probity/interchange';
import { Command } from 'commander';
import { type CommonOptions, createApp, loadModel } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parseList } from '../option-parsers.js';
import { refuseExisting, writeOutput } from '../output-file.js';

interface ExportOptions extends CommonOptions {
  readonly format?: ExportFormat;
  readonly output?: string;
  readonly force?: boolean;
  readonly precision?: OnnxPrecision;
  readonly dialect?: SqlDialect;
  readonly table?: string;
  readonly keep?: readonly string[];
}

const dialects = ['postgresql', 'duckdb', 'ansi'] as const;
type SqlDialect = (typeof dialects)[number];
const precisions = ['double', 'single'] as const;

export function exportCommand(): Command {
  return new Command('export')
    .summary('a model as ONNX or XGBoost file, a scorecard also as SQL, PMML, workbook or JavaScript')
    .addHelpText(
      'after',
      examplesOf('export loans --format onnx', 'export loans@2 --format sql --dialect duckdb --output card.sql'),
    )
    .description(
      'Write a model in a form that others score as Probity does: scorecards as sql, pmml, xlsx, js; trees, logistic ' +
        'regressions, scorecards and blends as onnx; trees as xgboost-json and xgboost-ubj.',
    )
    .argument('<model>', 'name, name@version or name@alias')
    .option('--format <name>', `${exportFormats.join(', ')} (needed)`, parseChoice('--format', exportFormats))
    .option('--output <file>', '"-" for stdout (default: <name>-<version>.<extension>)')
    .option('--force', 'write over a file that is there')
    .option(
      '--precision <size>',
      'of ONNX: double (default: the same margins) or single (32-bit floats, for every runtime)',
      parseChoice('--precision', precisions),
    )
    .option(
      '--dialect <name>',
      `of SQL: ${dialects.join(', ')} (default postgresql)`,
      parseChoice('--dialect', dialects),
    )
    .option('--table <name>', 'table of the SQL, with its schema as schema.table (default applications)')
    .option('--keep <columns>', 'columns that the SQL carries along: id,date', parseList)
    .action(runExport);
}

async function runExport(model: string, options: ExportOptions): Promise<void> {
  const { format, output } = options;
  if (format === undefined) throw wrongUse('--format', `be one of ${exportFormats.join(', ')}`, 'nothing');
  if (output === '-' && options.json === true) throw wrongUse('--output', 'be a file with --json', '"-"');
  if (output === '-' && format === 'xlsx') throw wrongUse('--output', 'be a file for a workbook', '"-"');
  if (options.precision !== undefined && format !== 'onnx')
    throw wrongUse('--precision', 'go with --format onnx', format);
  const app = await createApp(options);
  const { reference, bundle } = await app.withStores((stores) => loadModel(stores, model));
  const { calibration, schema } = bundle;
  const title = `${reference.name}@${reference.version}, hash ${reference.hash.slice(0, 12)}`;
  const provenance = {
    model: `${reference.name}@${reference.version}`,
    bundle: reference.hash,
    version: bundle.provenance.libraryVersion,
  };
  const { bytes, extension } = await exportModel(
    bundle.model,
    format,
    { calibration, schema, title, provenance, precision: options.precision ?? 'double' },
    {
      dialect: options.dialect ?? 'postgresql',
      table: (options.table ?? 'applications').split('.'),
      keep: options.keep ?? [],
    },
  );
  if (output === '-') {
    process.stdout.write(bytes);
    return;
  }
  const file = output ?? `${reference.name}-${reference.version}.${extension}`;
  if (options.force !== true) refuseExisting(file, '--output', '--force writes over it');
  await writeOutput(file, bytes);
  app.terminal.print(`${title}: ${bytes.length} bytes in ${file}`);
  app.terminal.printJson({ model: reference, format, file, bytes: bytes.length });
}

function wrongUse(option: string, rule: string, got: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${option}\` of \`export\` must ${rule}; got ${got}`, {
    field: option,
  });
}

import { readFile } from 'node:fs/promises';
import { ProbityError } from '@probity/domain';
import { decryptBundle, encryptBundle, isEncryptedBundle, readBundle, writeBundle } from '@probity/scoring';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { refuseExisting, writeOutput } from '../output-file.js';
import { parseModelName, registerModel, requireBundleKey } from '../register-model.js';
import { formatTable } from '../terminal.js';

export function modelsCommand(): Command {
  return new Command('models')
    .summary('list registered models; carry a bundle out of the registry and in')
    .addHelpText('after', examplesOf('models', 'models export loans@2', 'models import loans.probity --name loans'))
    .description('List the registered models, newest first; export a bundle as a .probity file, import one.')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(exportCommand())
    .addCommand(importCommand());
}

function listCommand(): Command {
  return new Command('list')
    .summary('list registered models, newest first (the default)')
    .addHelpText('after', examplesOf('models --json'))
    .description('List the registered models, newest first.')
    .action(runList);
}

function exportCommand(): Command {
  return new Command('export')
    .summary('write a bundle as a .probity file')
    .addHelpText('after', examplesOf('models export loans@2', 'models export loans --encrypt --output loans.probity'))
    .description('Write a registered bundle as a file, plain or encrypted with PROBITY_BUNDLE_KEY (AES-256-GCM).')
    .argument('<model>', 'name, name@version or name@alias')
    .option('--output <file>', 'where to (default: <name>-<version>.probity)')
    .option('--encrypt', 'encrypt with PROBITY_BUNDLE_KEY')
    .option('--force', 'write over a file that is there')
    .action(runExport);
}

function importCommand(): Command {
  return new Command('import')
    .summary('register a bundle from a .probity file')
    .addHelpText('after', examplesOf('models import loans.probity --name loans --encrypt'))
    .description('Check a bundle and register it; an encrypted one is opened with PROBITY_BUNDLE_KEY.')
    .argument('<file>', 'a .probity file, plain or encrypted')
    .requiredOption('--name <name>', 'name of the model (needed)', parseModelName)
    .option('--encrypt', 'store it encrypted with PROBITY_BUNDLE_KEY (an encrypted file stays so)')
    .option('--champion', 'make it the champion')
    .action(runImport);
}

async function runList(options: CommonOptions): Promise<void> {
  const app = await createApp(options);
  const models = await app.withStores((stores) => stores.registry.list());
  const rows = models.map((model) => [
    `${model.name}@${model.version}`,
    model.aliases.join(', '),
    String(model.summary['learner'] ?? ''),
    formatAuc(model.summary['metrics']),
    model.registeredAt,
    model.hash.slice(0, 12),
  ]);
  if (rows.length === 0) app.terminal.print('no models yet: run `probity train`');
  else
    for (const line of formatTable([['model', 'alias', 'learner', 'ROC AUC', 'registered', 'hash'], ...rows]))
      app.terminal.print(line);
  app.terminal.printJson({ models });
}

function formatAuc(metrics: unknown): string {
  const auc = (metrics as { rocAuc?: unknown } | undefined)?.rocAuc;
  return typeof auc === 'number' ? auc.toFixed(4) : '';
}

interface ExportOptions extends CommonOptions {
  readonly output?: string;
  readonly encrypt?: boolean;
  readonly force?: boolean;
}

async function runExport(reference: string, options: ExportOptions): Promise<void> {
  const key = options.encrypt === true ? requireBundleKey() : undefined;
  const app = await createApp(options);
  const { model, bytes } = await app.withStores(async (stores) => {
    const found = await stores.registry.find(reference);
    return { model: found, bytes: await stores.registry.load(found.hash) };
  });
  // What leaves the registry is what its hash says, or it does not leave.
  await readBundle(bytes, model.hash);
  const { name, version, hash } = model;
  const output = options.output ?? `${name}-${version}.probity`;
  if (options.force !== true) refuseExisting(output, '--output', 'add --force to write over it');
  const written = key === undefined ? bytes : await encryptBundle(bytes, key);
  await writeOutput(output, written);
  const how = key === undefined ? 'plain' : 'encrypted with PROBITY_BUNDLE_KEY';
  app.terminal.print(
    `${name}@${version} written to ${output}: ${written.length} bytes, ${how}, hash ${hash.slice(0, 12)}`,
  );
  app.terminal.printJson({ model: name, version, hash, output, bytes: written.length, encrypted: key !== undefined });
}

interface ImportOptions extends CommonOptions {
  readonly name: string;
  readonly encrypt?: boolean;
  readonly champion?: boolean;
}

async function runImport(file: string, options: ImportOptions): Promise<void> {
  const app = await createApp(options);
  const given = new Uint8Array(
    await readFile(file).catch((cause: unknown) => {
      throw new ProbityError('FILE_NOT_FOUND', `there is no file "${file}"`, { field: 'file' }, { cause });
    }),
  );
  const isEncrypted = isEncryptedBundle(given);
  const key = isEncrypted || options.encrypt === true ? requireBundleKey() : undefined;
  const bundle = await readBundle(await decryptBundle(given, key));
  const written = await writeBundle(bundle);
  if (written.hash !== bundle.hash) {
    const message = `the bundle has the hash ${bundle.hash}, and what it holds has another: it cannot be registered`;
    throw new ProbityError('BUNDLE_TAMPERED', message);
  }
  const model = await registerModel(
    app,
    options.name,
    { ...written, bundle, evaluation: bundle.evaluation },
    options.champion === true,
    key,
  );
  const { name, version, hash } = model;
  const how = key === undefined ? '' : ', stored encrypted';
  app.terminal.print(`${name}@${version} registered, hash ${hash.slice(0, 12)}${how}`);
  app.terminal.printJson({ model: name, version, hash, encrypted: key !== undefined });
}

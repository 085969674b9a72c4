import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import type { ProbityConfig } from '../config.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parseWhole } from '../option-parsers.js';

interface ServeOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: number;
  readonly logLevel?: string;
  readonly rateLimit?: number;
  readonly enrich?: string;
  readonly transactionsModel?: string;
  readonly transactionsClock?: string;
}

/**
 * Flags of the server's Node. What lives for a request gets room to die young: with Node's own 16 MB much of it outlives two
 * collections and moves to where only the long ones clear it up, which hold up whoever waits for a decision. The long ones begin at
 * 900 MB, or an eighth of the memory there is, not at some 100.
 */
function nodeFlags(): readonly string[] {
  // 0, or more than there is, where nothing constrains the process.
  const megabytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()) / 2 ** 20;
  return ['--max-semi-space-size=64', `--initial-heap-size=${Math.max(64, Math.min(900, Math.floor(megabytes / 8)))}`];
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

export function serveCommand(): Command {
  return new Command('serve')
    .summary('API, documentation and dashboard')
    .addHelpText('after', examplesOf('serve --port 8080'))
    .description('Serve the API, its documentation and the dashboard.')
    .option('--host <address>', 'address to listen on; other than loopback needs PROBITY_TOKEN (default 127.0.0.1)')
    .option('--port <n>', 'port, 0 for a free one (default 8080)', parseWhole('--port', 0, 65535))
    .option(
      '--rate-limit <n>',
      'requests per client and minute, 0 for no limit (default 600)',
      parseWhole('--rate-limit', 0, 1_000_000_000),
    )
    .option(
      '--log-level <level>',
      `${LOG_LEVELS.join(', ')} (default info, on a terminal warn); the log goes to stderr`,
      parseChoice('--log-level', LOG_LEVELS),
    )
    .option('--enrich <file>', 'fill in fields of applications from series, reference data, a bureau (JSON)')
    .option('--transactions-model <name>', 'which model decides transactions (default fraud)')
    .option(
      '--transactions-clock <clock>',
      'when a transaction counts as known: arrival (default), or event, as it says itself, for the past played again',
      parseChoice('--transactions-clock', ['arrival', 'event']),
    )
    .action(runServe);
}

/** Runs the server program as a process of its own: programs never import each other. */
async function runServe(options: ServeOptions): Promise<void> {
  const { config, workspace } = await createApp(options);
  const folder = dirname(createRequire(import.meta.url).resolve('@probity/server/package.json'));
  const args = [
    ...['--host', options.host ?? config.server?.host ?? '127.0.0.1'],
    ...['--port', String(options.port ?? config.server?.port ?? 8080)],
    ...['--workspace', workspace],
    ...['--log-level', options.logLevel ?? (process.stderr.isTTY ? 'warn' : 'info')],
    ...(options.rateLimit === undefined ? [] : ['--rate-limit', String(options.rateLimit)]),
    ...(await enrichArguments(options.enrich, config, workspace)),
    ...(options.transactionsModel === undefined ? [] : ['--transactions-model', options.transactionsModel]),
    ...(options.transactionsClock === undefined ? [] : ['--transactions-clock', options.transactionsClock]),
    ...(options.json === true ? ['--json'] : []),
  ];
  const child = spawn(process.execPath, [...nodeFlags(), join(folder, 'bin', 'probity-server.js'), ...args], {
    // The channel closes when this process dies, however it dies: the server then stops by itself.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The terminal sends Ctrl-C to the whole group; the server answers it, and we wait for it. Other signals are passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
  });
}

/** The server reads a file: what the configuration says becomes one, with its paths made whole. It names secrets and holds none. */
async function enrichArguments(
  file: string | undefined,
  { enrichment }: ProbityConfig,
  workspace: string,
): Promise<readonly string[]> {
  if (file !== undefined) return ['--enrich', resolve(file)];
  if (enrichment === undefined) return [];
  const sources = enrichment.sources.map((source) =>
    source.kind === 'bureau' ? source : { ...source, file: resolve(source.file) },
  );
  const written = join(workspace, 'enrichment.json');
  await mkdir(workspace, { recursive: true, mode: 0o700 });
  await writeFile(written, `${JSON.stringify({ ...enrichment, sources }, null, 2)}\n`, { mode: 0o600 });
  return ['--enrich', written];
}

import { errorBody, exitCodeOf } from '@probity/contract';
import type { ModelReference } from '@probity/domain';
import { asProbityError } from './http/answer-errors.js';
import { type RunningServer, serve } from './serve.js';
import { readServeCommand, SERVE_HELP } from './serve-options.js';

/** Requests that are under way at a signal may take this long; then the program ends all the same. */
const LONGEST_STOP_MS = 10_000;

const wantsJson = process.argv.includes('--json');

try {
  const command = readServeCommand(process.argv.slice(2), process.env);
  if (command.kind === 'help') process.stdout.write(SERVE_HELP);
  else {
    const server = await serve(command.options);
    stopOnSignals(server);
    process.stdout.write(`${command.json ? JSON.stringify(readyObject(server)) : readySentence(server)}\n`);
  }
} catch (error) {
  const known = asProbityError(error);
  if (wantsJson) process.stdout.write(`${JSON.stringify(errorBody(known, 'serve'))}\n`);
  process.stderr.write(`${known.code}: ${known.message}\n${known.remedy}\n`);
  if (known.code === 'INTERNAL') process.stderr.write(`${String((error as Error)?.stack ?? error)}\n`);
  process.exit(exitCodeOf(known.kind));
}

function readyObject({ url, model, transactionsModel }: RunningServer): object {
  return { url, model: model ?? null, transactionsModel: transactionsModel ?? null };
}

function readySentence({ url, model, transactionsModel }: RunningServer): string {
  const name = ({ name, version, hash }: ModelReference) => `${name}@${version}, ${hash.slice(0, 12)}…`;
  const models = [
    ...(model === undefined ? [] : [`model ${name(model)}`]),
    ...(transactionsModel === undefined ? [] : [`transactions ${name(transactionsModel)}`]),
  ];
  return `Probity listens on ${url} (${models.length === 0 ? 'no model yet: run `probity train`' : models.join('; ')})`;
}

/** The first signal stops gracefully, a second one at once. */
function stopOnSignals(server: RunningServer): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String((error as Error)?.stack ?? error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Started by `probity serve`: when that dies, even by kill -9, nobody is left to stop this server.
  process.once('disconnect', stop);
}

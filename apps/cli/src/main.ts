import { randomUUID } from 'node:crypto';
import { errorBody, exitCodeOf } from '@probity/contract';
import { ProbityError } from '@probity/domain';
import { CommanderError } from 'commander';
import { createProgram } from './program.js';

const program = createProgram();

// A reader that has seen enough (`probity models | head`) ends the program quietly; what was being done is left as on Ctrl-C.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong, on stderr for people and as one JSON object on stdout with --json. @returns the exit code */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const code = error.code === 'commander.unknownCommand' ? 'UNKNOWN_COMMAND' : 'UNKNOWN_OPTION';
    return show(new ProbityError(code, error.message.replace(/^error: /, '')));
  }
  if (error instanceof ProbityError) return show(error);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (process.env['PROBITY_DEBUG'] !== undefined) process.stderr.write(`${detail}\n`);
  const message = error instanceof Error ? error.message : String(error);
  return show(new ProbityError('INTERNAL', `something failed that should not: ${message}`));
}

function show(error: ProbityError): number {
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(errorBody(error, randomUUID()))}\n`);
  process.stderr.write(`error ${error.code}: ${error.message}\n  ${error.remedy}\n`);
  return exitCodeOf(error.kind);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/probity.js', import.meta.url));

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a user does: the built program, in a process of its own. */
export function runProbity(
  args: readonly string[],
  options: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      env: { ...cleanEnvironment(), ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(options.input ?? '');
  });
}

/** The one JSON object that a command with --json prints. */
export async function runJson<Answer = Record<string, unknown>>(
  args: readonly string[],
  options: Parameters<typeof runProbity>[1] = {},
): Promise<Answer> {
  const run = await runProbity([...args, '--json'], options);
  if (run.code !== 0) throw new Error(`probity ${args.join(' ')} exited ${run.code}: ${run.stderr}`);
  return JSON.parse(run.stdout) as Answer;
}

export interface Served {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<number | null>;
}

/** Starts `probity serve` on a free port and waits until it says that it listens. */
export async function serve(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--json', ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const line = out.split('\n').find((candidate) => candidate.startsWith('{'));
      if (line !== undefined && out.includes('\n')) resolve((JSON.parse(line) as { url: string }).url);
    });
    void exited.then((code) => reject(new Error(`serve exited with ${code}: ${said}`)));
  });
  return {
    url,
    process: child,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** A folder of its own under the system's temporary files, with the function that removes it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'probity-cli-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The tests' own database and keys, whatever the machine's environment holds. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, PROBITY_KEY: _key, PROBITY_TOKEN: _token, ...rest } = process.env;
  return rest;
}

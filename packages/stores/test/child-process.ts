import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of ours that speaks in lines. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that starts so; rejects when the process ends without one. */
  line(start: string): Promise<string>;
  ended: Promise<void>;
}

/**
 * Runs a script of this folder under Node with the compiled sources.
 * Needs `dist` of the packages: `npm run build`.
 */
export function spawnScript(
  script: string,
  args: readonly string[],
  file = process.execPath,
  before: readonly string[] = [],
): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(file, [...before, path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let errors = '';
  let isOver = false;
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const wake of waiting) wake();
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      isOver = true;
      for (const wake of waiting) wake();
      resolve();
    });
  });
  return {
    process: child,
    lines,
    ended,
    line: (start) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => line.startsWith(start));
          if (found === undefined && !isOver) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`the process ended without "${start}": ${errors}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

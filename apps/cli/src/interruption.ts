/** Signals at which what is open is closed and what is half written removed. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** 128 + the signal's number, as shells count. */
const EXIT_BY_SIGNAL: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** What is to be done before the process ends, the latest last. Signals belong to the process, so it has one list. */
const pending: (() => unknown)[] = [];

/**
 * Does work whose traces must not stay when it is interrupted: at a stop signal `cleanUp` runs, with those of all work
 * around it, and then the process ends with 128 + the signal's number. An impatient second signal changes nothing; a third
 * ends it at once.
 */
export async function cleaningUp<Result>(cleanUp: () => unknown, work: () => Promise<Result>): Promise<Result> {
  if (pending.length === 0) for (const signal of STOP_SIGNALS) process.on(signal, stop);
  pending.push(cleanUp);
  try {
    return await work();
  } finally {
    pending.splice(pending.indexOf(cleanUp), 1);
    if (pending.length === 0) for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}

let signals = 0;

async function stop(signal: NodeJS.Signals): Promise<void> {
  signals += 1;
  if (signals === 2) return;
  if (signals > 2) process.exit(EXIT_BY_SIGNAL[signal]);
  // The innermost first: work that still writes must end before what it writes to is closed.
  for (const cleanUp of pending.toReversed()) await Promise.allSettled([(async () => cleanUp())()]);
  process.exit(EXIT_BY_SIGNAL[signal]);
}

// How threads share the work of a kernel: one caller forks a task, every thread runs its part, the caller waits for all.
// Addresses 0 to CONTROL_BYTES - 1 of every kernel's memory belong to this file (src/wasm/load-kernel.ts knows that too).

/** What data must stay above, in bytes. */
export const CONTROL_BYTES: usize = 1024;

const GENERATION: usize = 0;
const REMAINING: usize = 64;
const TASK: usize = 128;
const FAILED: usize = 192;

/** The task that ends `serveTasks`. */
const STOP: i32 = 0;
/** Polls before a thread goes to sleep: about as long as the caller takes between two tasks. */
const SPINS: i32 = 20000;
const SECOND: i64 = 1000000000;

/** Does a thread's part of a task: a number of the kernel's own, from 1. Thread 0 is the caller's. */
export type TaskRunner = (task: i32, thread: i32) => void;

/** A helping thread's life: waits for tasks and does its part of each, until it is stopped. */
export function serveTasks(thread: i32, runTask: TaskRunner): void {
  // The memory is fresh when helpers start, and no task is over before every helper took part: none can be missed.
  let seen: i32 = 0;
  while (true) {
    let spins: i32 = 0;
    while (atomic.load<i32>(GENERATION) == seen) {
      if (++spins > SPINS) atomic.wait<i32>(GENERATION, seen, -1);
    }
    seen += 1;
    const task = load<i32>(TASK);
    if (task != STOP) runTask(task, thread);
    if (atomic.sub<i32>(REMAINING, 1) == 1) atomic.notify(REMAINING, 1);
    if (task == STOP) return;
  }
}

/** Runs a task on all threads and waits for them. Returns whether every thread came through. */
export function forkTask(task: i32, threadCount: i32, runTask: TaskRunner): bool {
  if (threadCount == 1) {
    if (task != STOP) runTask(task, 0);
    return true;
  }
  store<i32>(TASK, task);
  atomic.store<i32>(REMAINING, threadCount - 1);
  atomic.add<i32>(GENERATION, 1);
  atomic.notify(GENERATION, threadCount - 1);
  if (task != STOP) runTask(task, 0);
  let spins: i32 = 0;
  while (true) {
    const remaining = atomic.load<i32>(REMAINING);
    if (remaining == 0) return true;
    // A helper that broke says so here: it will never finish its part.
    if (atomic.load<i32>(FAILED) != 0) return false;
    if (++spins > SPINS) atomic.wait<i32>(REMAINING, remaining, SECOND);
  }
}

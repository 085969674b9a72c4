// How threads share the work of a kernel: one caller starts a task, every thread runs its part, the caller waits for all.
// Addresses 0 to CONTROL_BYTES - 1 of every kernel's memory belong to this file and to the compiler (src/wasm knows that too).
//
// A kernel with tasks exports these functions and its own `runPart(task, thread)`. The loops around them are in JavaScript: a
// function that never returned would never be optimised, and indirect calls inside one were seen to go wrong (V8 11.3).

/** What data must stay above, in bytes. */
export const CONTROL_BYTES: usize = 1024;

const GENERATION: usize = 0;
const REMAINING: usize = 64;
const TASK: usize = 128;
const FAILED: usize = 192;

/** Polls before a thread goes to sleep, some 200 microseconds: being woken takes longer than most tasks of a small fit. */
const SPINS: i32 = 200000;
const SECOND: i64 = 1000000000;

/** Tasks this helper has seen. Its memory is fresh, and no task ends before every helper took part: none can be missed. */
let seen: i32 = 0;

/** A helping thread waits for the next task, a number of the kernel's own from 1; 0 says that there will be none. */
export function awaitTask(): i32 {
  let spins: i32 = 0;
  while (atomic.load<i32>(GENERATION) == seen) {
    if (++spins > SPINS) atomic.wait<i32>(GENERATION, seen, -1);
  }
  seen += 1;
  return load<i32>(TASK);
}

/** A helping thread has done its part. */
export function finishTask(): void {
  if (atomic.sub<i32>(REMAINING, 1) == 1) atomic.notify(REMAINING, 1);
}

/** The caller starts a task for all threads; it does its own part next, then waits for the helpers. */
export function startTask(task: i32, helperCount: i32): void {
  store<i32>(TASK, task);
  atomic.store<i32>(REMAINING, helperCount);
  atomic.add<i32>(GENERATION, 1);
  atomic.notify(GENERATION, helperCount);
}

/** Waits until all helpers have done their parts. Returns 0 when one of them broke: it will never finish. */
export function awaitHelpers(): i32 {
  let spins: i32 = 0;
  while (true) {
    const remaining = atomic.load<i32>(REMAINING);
    if (remaining == 0) return 1;
    if (atomic.load<i32>(FAILED) != 0) return 0;
    if (++spins > SPINS) atomic.wait<i32>(REMAINING, remaining, SECOND);
  }
}

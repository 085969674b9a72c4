// Sorts columns of doubles, one for each thread at a time; src/sort/column-sorter.ts lays out the memory.
import { sortDoubles } from './parts/binning';

export { awaitHelpers, awaitTask, finishTask, startTask } from './parts/team';

const SORT: i32 = 1;

/** One entry per thread from here, 32 bytes each: values, scratch, counts, how many; then where the result lies. */
const ENTRIES: usize = 1024;
const ENTRY_BYTES: usize = 32;

export function runPart(task: i32, thread: i32): void {
  if (task != SORT) return;
  const entry = ENTRIES + <usize>thread * ENTRY_BYTES;
  const sorted = sortDoubles(load<u32>(entry), load<i32>(entry, 12), load<u32>(entry, 4), load<u32>(entry, 8));
  store<u32>(entry, <u32>sorted, 16);
}

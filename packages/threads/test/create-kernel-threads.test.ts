import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ColumnSorter } from '@probity/numerics';
import { afterEach, describe, expect, it } from 'vitest';
import { countFreeCores, createKernelThreads, type OwnedThreads } from '../src/index.js';

let open: OwnedThreads[] = [];
afterEach(async () => {
  await Promise.all(open.map((threads) => threads.close()));
  open = [];
});

function create(count: number): OwnedThreads {
  const threads = createKernelThreads({ count });
  open.push(threads);
  return threads;
}

/** Sorts the same numbers on every thread, so that a thread that does not take part is seen. */
function sortEverywhere(threads: OwnedThreads): readonly number[][] {
  const sorter = new ColumnSorter(3, threads);
  try {
    for (let column = 0; column < sorter.width; column++) sorter.input(column).set([3, 1, 2]);
    sorter.sort(Array(sorter.width).fill(3));
    return Array.from({ length: sorter.width }, (_, column) => [...sorter.sorted(column)]);
  } finally {
    sorter.release();
  }
}

describe('createKernelThreads', () => {
  it('has every thread take part, kernel after kernel', () => {
    for (const count of [1, 2, 5]) {
      const threads = create(count);
      for (let kernel = 0; kernel < 30; kernel++) {
        expect(sortEverywhere(threads)).toEqual(Array(count).fill([1, 2, 3]));
      }
    }
  });

  it('serves kernels that are open at the same time', () => {
    const threads = create(2);
    const first = new ColumnSorter(2, threads);
    expect(sortEverywhere(threads)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    first.input(1).set([2, 1]);
    first.sort([0, 2]);
    expect([...first.sorted(1)]).toEqual([1, 2]);
    first.release();
  });

  it('says so when a thread breaks, rather than waiting for ever', () => {
    const threads = create(2);
    const sorter = new ColumnSorter(3, {
      count: 2,
      serve(_module, memory) {
        // A module without the exports of a kernel: its thread breaks at once.
        threads.serve(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), memory);
      },
    });
    expect(() => sorter.sort([1, 1])).toThrow('a thread broke');
    sorter.release();
    expect(sortEverywhere(threads)).toHaveLength(2);
  });

  it('refuses a count that is no whole number in range', () => {
    for (const count of [0, 1.5, 257, Number.NaN]) expect(() => createKernelThreads({ count })).toThrow(RangeError);
  });

  it('does not keep the process alive, whether its threads are idle or still serve', () => {
    const [threads, numerics] = ['../dist/index.js', '../../numerics/dist/index.js'].map((path) =>
      JSON.stringify(new URL(path, import.meta.url).href),
    );
    const program = `
      import { createKernelThreads } from ${threads};
      import { ColumnSorter } from ${numerics};
      const threads = createKernelThreads({ count: 3 });
      const sorter = new ColumnSorter(4, threads);
      sorter.sort([1, 1, 1]);
      if (process.argv[1] === 'release') sorter.release();
      console.log('done');`;
    for (const end of ['release', 'leave']) {
      const result = spawnSync(process.execPath, ['--input-type=module', '-e', program, end], {
        cwd: fileURLToPath(new URL('.', import.meta.url)),
        encoding: 'utf8',
        timeout: 20_000,
      });
      expect(result).toMatchObject({ status: 0, stdout: 'done\n' });
    }
  });
});

describe('countFreeCores', () => {
  it('is at least one and at most what there is', () => {
    const free = countFreeCores();
    expect(Number.isInteger(free)).toBe(true);
    expect(free).toBeGreaterThanOrEqual(1);
    expect(free).toBeLessThanOrEqual(256);
  });
});

import { readFileSync } from 'node:fs';
import { exp, log, log1p, sigmoid, softplus } from '@probity/numerics';
import asc from 'assemblyscript/asc';
import { describe, expect, it } from 'vitest';

interface Elementary {
  exp(x: number): number;
  log(x: number): number;
  log1p(x: number): number;
  sigmoid(x: number): number;
  softplus(x: number): number;
  sigmoidRun(from: number, count: number, to: number): void;
}

/** The part that kernels import, compiled by itself: kernels do not let it out. */
async function compileElementary() {
  const source = readFileSync(new URL('../../kernels/parts/elementary.ts', import.meta.url), 'utf8');
  let binary = new Uint8Array();
  const { error } = await asc.main(
    [
      'part.ts',
      '--outFile',
      'part.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
    ],
    {
      readFile: (path: string) => (path === 'part.ts' ? source : null),
      writeFile: (_path: string, contents: string | Uint8Array) => {
        if (typeof contents !== 'string') binary = Uint8Array.from(contents);
      },
      listFiles: () => [],
    },
  );
  if (error !== null) throw error;
  const memory = new WebAssembly.Memory({ initial: 8 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  return { kernel: exports as unknown as Elementary, memory: memory.buffer };
}

/** Numbers of every size and sign, and those where the functions change their way. */
function samples(): number[] {
  const result = [0, -0, NaN, Infinity, -Infinity, 709.782712893384, 710, -745.1332191019412, -746, -707, -708, 1e-17];
  for (let k = 0; k < 4000; k++) {
    const size = 2 ** ((k % 61) - 50) * (1 + ((k * 0.6180339887498949) % 1));
    result.push(size, -size, 1 + size, 1 - size);
  }
  return result;
}

const bitsOf = (values: ArrayLike<number>) => new BigInt64Array(Float64Array.from(values).buffer);

describe('elementary functions of the kernels', () => {
  it('have the bits of those in TypeScript', async () => {
    const { kernel, memory } = await compileElementary();
    const xs = samples();
    const pairs = { exp, log, log1p, sigmoid, softplus };
    for (const [name, own] of Object.entries(pairs)) {
      const inKernel = kernel[name as keyof typeof pairs];
      expect(bitsOf(xs.map(inKernel)), name).toEqual(bitsOf(xs.map(own)));
    }
    // Four at a time: an argument far out must not change its neighbours.
    const from = 4096;
    const to = 140_000;
    const run = xs.filter((x) => !Number.isNaN(x)).slice(0, 16_000);
    new Float64Array(memory, from, run.length).set(run);
    kernel.sigmoidRun(from, run.length, to);
    expect(bitsOf(new Float64Array(memory, to, run.length))).toEqual(bitsOf(run.map(sigmoid)));
  });
});

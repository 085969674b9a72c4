import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const planted = fileURLToPath(new URL('fixture/planted', import.meta.url));

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** Runs dependency-cruiser with the rules of the house on a tree. */
function cruise(folder: string): Cruise {
  const program = `${root}node_modules/dependency-cruiser/bin/dependency-cruise.mjs`;
  const args = [program, '--config', `${root}.dependency-cruiser.cjs`, '--output-type', 'json', 'packages', 'apps'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${stderr}${stdout}`);
  return JSON.parse(stdout) as Cruise;
}

describe('the rings hold', () => {
  it('in the real tree, and the tool did read it', () => {
    const { summary } = cruise(root);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    // A parser that cannot read TypeScript reads no module and is green: that happened, so it is guarded against.
    expect(summary.totalCruised).toBeGreaterThan(150);
  });

  describe('and a tree with planted violations turns red', () => {
    let found: Set<string>;
    beforeAll(() => {
      found = new Set(cruise(planted).summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
    });

    it.each([
      'ring-numerics packages/numerics/src/index.ts',
      'pure-packages-know-no-platform packages/numerics/src/index.ts',
      'ring-training packages/training/src/index.ts',
      'through-the-front-door packages/training/src/index.ts',
      'no-unresolvable packages/training/src/index.ts',
      'ring-warehouse packages/warehouse/src/index.ts',
      'ring-stores packages/stores/src/index.ts',
      'ring-dashboard apps/dashboard/src/main.tsx',
      'ring-cli apps/cli/src/main.ts',
      'ground-has-no-dependency packages/domain/src/index.ts',
      'one-home-for-fflate packages/domain/src/index.ts',
      'one-home-for-fastify apps/cli/src/main.ts',
      'no-cycles packages/learn/src/a.ts',
      'no-orphans packages/learn/src/orphan.ts',
    ])('%s', (violation) => {
      expect([...found]).toContain(violation);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { readText, repositoryFiles, sourceFiles } from './source-files.js';

const files = repositoryFiles();
const MOST_LINES = 500;

describe('house style', () => {
  it('has no drawers: no utils, helpers, common, misc or types', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|common|misc|types)(\/|\.tsx?$)/.test(path))).toEqual([]);
  });

  it('names files in kebab-case, components in PascalCase', () => {
    const odd = sourceFiles().filter(
      (path) => !/\/([a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?|[A-Z][A-Za-z0-9]*\.tsx)$/.test(path),
    );
    expect(odd).toEqual([]);
  });

  it(`keeps source files within ${MOST_LINES} lines`, () => {
    const long = sourceFiles().filter((path) => readText(path).split('\n').length > MOST_LINES);
    expect(long).toEqual([]);
  });

  it('gives every package a README and an index of named exports', () => {
    for (const path of files.filter((file) => /^(packages|apps)\/[^/]+\/package\.json$/.test(file))) {
      const folder = path.replace('package.json', '');
      expect([folder, files.includes(`${folder}README.md`)]).toEqual([folder, true]);
      if (files.includes(`${folder}src/index.ts`))
        expect(readText(`${folder}src/index.ts`)).not.toMatch(/export \*|export default/);
    }
  });

  it('names no path of a machine', () => {
    const texts = files.filter((path) => /\.(tsx?|mjs|cjs|js|json|md|css|html|py|sh)$|^\.ci\/run$/.test(path));
    const machine = new RegExp(`(^|[^A-Za-z0-9_.])/(${['wo' + 'rk', 'ro' + 'ot', 'ho' + 'me'].join('|')})/`);
    expect(texts.filter((path) => machine.test(readText(path)))).toEqual([]);
  });

  it('leaves no test switched off or alone without a reason', () => {
    const tests = files.filter((path) => path.endsWith('.test.ts') && !path.startsWith('checks/'));
    const alone = /\b(it|test|describe)\.(only|todo)\(/;
    expect(tests.filter((path) => alone.test(readText(path)))).toEqual([]);
  });

  it('keeps what must be reproducible away from the platform’s own functions', () => {
    const pure = sourceFiles().filter((path) => /^packages\/(numerics|learn|scoring|simulation|training)\//.test(path));
    const unsafe =
      /\bMath\.(exp|expm1|log|log1p|log2|log10|pow|tanh|sinh|cosh|sin|cos|tan|atan2?|asin|acos|cbrt|hypot|random)\b|Date\.now\(|new Date\(\)|performance\.now/;
    const found = pure.filter((path) => unsafe.test(readText(path).replace(/^\s*(\*|\/\/|\/\*).*$/gm, '')));
    expect(found).toEqual([]);
  });
});

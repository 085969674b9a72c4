import { describe, expect, it } from 'vitest';
import { readJson, readText, repositoryFiles } from './source-files.js';

type Versions = Readonly<Record<string, string>>;
interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

const manifests = repositoryFiles()
  .filter((path) => /^((packages|apps)\/[^/]+\/)?package\.json$/.test(path))
  .map((path) => [path, readJson<Manifest>(path)] as const);

describe('dependencies', () => {
  it('are none at run time in numerics and domain', () => {
    for (const name of ['numerics', 'domain']) {
      const { dependencies, optionalDependencies } = readJson<Manifest>(`packages/${name}/package.json`);
      expect([name, dependencies ?? {}, optionalDependencies ?? {}]).toEqual([name, {}, {}]);
    }
  });

  it('are pinned to one exact version everywhere', () => {
    const loose = manifests.flatMap(([path, manifest]) =>
      Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path}: ${name} ${version}`),
    );
    expect(loose).toEqual([]);
  });

  it('come without download addresses in the lock file', () => {
    expect(readText('package-lock.json')).not.toMatch(/"resolved": "(https?|git)/);
  });

  it('ship under Apache-2.0', () => {
    expect(readText('LICENSE')).toContain('Apache License');
    for (const [path, manifest] of manifests) expect([path, manifest.license]).toEqual([path, 'Apache-2.0']);
  });
});

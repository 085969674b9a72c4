import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseColumnMap, parseCosts } from '../src/blueprint-options.js';
import { withJoinedFiles } from '../src/join-files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-blueprint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('--cost', () => {
  it('takes amounts as shares of what a missed one loses, or shares of an exposure, or a file', async () => {
    expect(parseCosts('missed=450000,false=20000')).toEqual({
      ...{ lossGivenDefault: 1, margin: 20000 / 450000, exposure: 450000 },
    });
    expect(parseCosts('lossGivenDefault=0.4,currency=EUR')).toEqual({
      ...{ lossGivenDefault: 0.4, margin: 0.02, exposure: 1e6, currency: 'EUR' },
    });
    await writeFile(join(folder, 'costs.json'), '{"margin": 0.05, "exposureColumn": "credit"}');
    expect(parseCosts(join(folder, 'costs.json'))).toMatchObject({ margin: 0.05, exposureColumn: 'credit' });
  });

  it('refuses half of it, both of it, unknown names and figures out of range', () => {
    expect(() => parseCosts('missed=1')).toThrow(/both missed and false/);
    expect(() => parseCosts('missed=2,false=1,margin=1')).toThrow(/not both/);
    expect(() => parseCosts('luck=1')).toThrow(/got "luck"/);
    expect(() => parseCosts('lossGivenDefault=2')).toThrow(/in \(0, 1\]/);
    expect(() => parseCosts('margin=many')).toThrow(/a number for margin/);
    expect(() => parseColumnMap('sales')).toThrow(/must be pairs/);
  });
});

describe('several files', () => {
  it('are read as one under one header, packed or not, and the joined file is gone afterwards', async () => {
    const files = ['a.csv', 'b.csv.gz', 'c.csv'].map((name) => join(folder, name));
    await writeFile(files[0] ?? '', 'x,y\n1,2');
    await writeFile(files[1] ?? '', gzipSync('x,y\r\n3,4\r\n'));
    await writeFile(files[2] ?? '', 'x,z\n5,6\n');
    let joined = '';
    const text = await withJoinedFiles(files.slice(0, 2), folder, (file) => {
      joined = file;
      return readFile(file, 'utf8');
    });
    expect(text).toBe('x,y\n1,2\n3,4\r\n');
    await expect(readFile(joined)).rejects.toThrow();
    await expect(withJoinedFiles(files, folder, async () => 0)).rejects.toThrow(/header of .*c\.csv/);
    await expect(withJoinedFiles([files[0] ?? '', join(folder, 'no.csv')], folder, async () => 0)).rejects.toThrow(
      /ENOENT/,
    );
    await expect(withJoinedFiles(['a.arff', 'b.arff'], folder, async () => 0)).rejects.toThrow(/delimited text/);
  });
});

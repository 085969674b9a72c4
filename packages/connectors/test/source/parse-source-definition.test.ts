import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSourceFile, loadSource, parseSourceDefinition } from '@probity/connectors';
import { afterAll, describe, expect, it } from 'vitest';

const http = { kind: 'http', url: 'https://api.example.com/loans' };
const postgresql = { kind: 'postgresql', urlFrom: 'LOANS_URL', query: 'select 1' };

describe('a source file', () => {
  it('that is right is taken as it is', () => {
    const whole = {
      ...http,
      ...{ format: 'json', records: 'data.items', fields: { age: 'who.age' }, headers: { 'x-tenant': '7' } },
      ...{ headersFrom: { authorization: 'TOKEN' }, queryFrom: { key: 'KEY' }, retries: 3, timeoutSeconds: 10 },
      ...{ paging: { kind: 'cursor', parameter: 'after', next: 'meta.next', sizeParameter: 'n', size: 10 } },
      ...{ pageMebibytesAtMost: 8, pagesAtMost: 10, resumeWithinHours: 1, allowPlainHttp: false },
    };
    for (const source of [http, postgresql, whole, { ...postgresql, timeoutSeconds: 5 }]) {
      expect(parseSourceDefinition(source)).toBe(source);
    }
  });

  const wrong: readonly (readonly [field: string, source: unknown])[] = [
    ['the source', []],
    ['kind', { kind: 'mysql' }],
    ['urlFrom', { kind: 'postgresql', query: 'select 1' }],
    ['urlFrom', { ...postgresql, urlFrom: 'postgres://me:hunter2@host/db' }],
    ['query', { ...postgresql, query: ' ' }],
    ['url', { ...postgresql, url: 'postgres://me:hunter2@host/db' }],
    ['timeoutSeconds', { ...postgresql, timeoutSeconds: 0 }],
    ['url', { kind: 'http', url: 'ftp://x' }],
    ['url', { kind: 'http', url: 'https://me:hunter2@api.example.com/' }],
    ['url', { kind: 'http', url: 'https://api.example.com/?api_key=hunter2' }],
    ['url', { ...http, url: 'http://api.example.com/', headersFrom: { authorization: 'TOKEN' } }],
    ['headers.Authorization', { ...http, headers: { Authorization: 'Bearer hunter2' } }],
    ['headers.X-Api-Key', { ...http, headers: { 'X-Api-Key': 'hunter2' } }],
    ['headersFrom.authorization', { ...http, headersFrom: { authorization: 'Bearer hunter2' } }],
    ['records', { ...http, format: 'csv', records: 'data' }],
    ['paging.next', { ...http, format: 'csv', paging: { kind: 'cursor', next: 'x' } }],
    ['paging.kind', { ...http, paging: { kind: 'pages' } }],
    ['paging.next', { ...http, paging: { kind: 'cursor' } }],
    ['paging.size', { ...http, paging: { kind: 'page', sizeParameter: 'n' } }],
    ['paging.size', { ...http, paging: { kind: 'page', size: 1.5 } }],
    ['paging.limit', { ...http, paging: { kind: 'page', limit: 3 } }],
    ['retries', { ...http, retries: -1 }],
    ['fields.age', { ...http, fields: { age: 7 } }],
    ['allowPlainHttp', { ...http, allowPlainHttp: 'yes' }],
  ];
  for (const [field, source] of wrong) {
    it(`with a wrong ${field} is refused by its name, and no secret is repeated: ${JSON.stringify(source).length}`, () => {
      const parse = () => parseSourceDefinition(source);
      expect(parse).toThrow(expect.objectContaining({ code: 'SOURCE_INVALID' }) as Error);
      expect(parse).toThrow(`\`${field}\``);
      expect(parse).not.toThrow(/hunter2/);
    });
  }
});

describe('a source file on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'probity-source-file-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives the source its name', async () => {
    const file = join(folder, 'Loans 2026.source.json');
    writeFileSync(file, `\ufeff${JSON.stringify(postgresql)}`);
    expect(await loadSource(file)).toEqual({ name: 'Loans 2026', definition: postgresql });
    expect([isSourceFile(file), isSourceFile('loans.json'), isSourceFile('loans.source.json.gz')]).toEqual([
      ...[true, false, false],
    ]);
  });

  it('that is not there, or no JSON, is refused without a word of its content', async () => {
    await expect(loadSource(join(folder, 'none.source.json'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const file = join(folder, 'broken.source.json');
    writeFileSync(file, '{"kind":"http","token":hunter2}');
    await expect(loadSource(file)).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: expect.not.stringContaining('hunter2'),
    });
  });
});

import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordsOf, sendJson, startApi } from '../api-server.js';
import { rowsOf, sourceFolder } from '../fetch-into-folder.js';

const { fetch, pauses, folder } = sourceFolder();
const ids = (rows: readonly Record<string, unknown>[]) => rows.map(({ id }) => id);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('pages of an API are read to the last', () => {
  it('by page number, though a page in the middle is not full', async () => {
    const api = await startApi(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      const records = page === 2 ? recordsOf(2, 10, 13) : recordsOf(page > 2 ? page - 1 : page, 10, 10);
      sendJson(response, page > 2 ? (page === 3 ? [{ id: 14, amount: 1 }] : []) : records);
    });
    const paging = { kind: 'page', sizeParameter: 'per_page', size: 10 };
    const fetched = await fetch({ kind: 'http', url: `${api.origin}/loans?state=open`, paging });
    expect(ids(rowsOf(fetched))).toEqual(upTo(14));
    expect(fetched.rows).toBe(14);
    expect(api.seen.map(({ url }) => url.search)).toEqual(
      [1, 2, 3, 4].map((page) => `?state=open&per_page=10&page=${page}`),
    );
    await fetched.remove();
    expect(existsSync(fetched.file)).toBe(false);
  });

  it('by offset, going on by as many records as came', async () => {
    const api = await startApi(({ url }, response) => {
      const offset = Number(url.searchParams.get('offset'));
      // Asked for 10, the API gives 4 at most.
      sendJson(response, {
        items: upTo(11)
          .slice(offset, offset + 4)
          .map((id) => ({ id })),
      });
    });
    const paging = { kind: 'offset', sizeParameter: 'limit', size: 10 };
    const fetched = await fetch({ kind: 'http', url: api.origin, records: 'items', paging });
    expect(ids(rowsOf(fetched))).toEqual(upTo(11));
  });

  it('by cursor, until there is none', async () => {
    const api = await startApi(({ url }, response) => {
      const page = Number((url.searchParams.get('after') ?? 'c1').slice(1));
      sendJson(response, { data: recordsOf(page, 3, 8), meta: { next: page < 3 ? `c${page + 1}` : null } });
    });
    const paging = { kind: 'cursor', parameter: 'after', next: 'meta.next' };
    expect(ids(rowsOf(await fetch({ kind: 'http', url: api.origin, records: 'data', paging })))).toEqual(upTo(8));
  });

  it('by Link header and by an address in the page', async () => {
    const api = await startApi(({ url }, response) => {
      const page = Number(url.searchParams.get('p') ?? 1);
      const next = page < 3 ? `/loans?p=${page + 1}` : undefined;
      const link = `</loans?p=1>; rel="first", ${next === undefined ? '' : `<${next}>; title="a, b"; rel="last next"`}`;
      sendJson(response, { rows: recordsOf(page, 3, 8), next: next ?? '' }, { link });
    });
    for (const paging of [{ kind: 'link' }, { kind: 'link', next: 'next' }]) {
      const fetched = await fetch({ kind: 'http', url: `${api.origin}/loans`, records: 'rows', paging });
      expect(ids(rowsOf(fetched))).toEqual(upTo(8));
      await fetched.remove();
    }
  });

  it('where a status says that there are no more', async () => {
    const api = await startApi(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      if (page > 2) response.writeHead(404).end('{"detail":"Invalid page."}');
      else sendJson(response, recordsOf(page, 5, 10));
    });
    const source = { kind: 'http', url: api.origin, paging: { kind: 'page', endStatus: 404 } };
    expect((await fetch(source)).rows).toBe(10);
  });

  it('as JSON lines and as CSV, whose header comes on every page', async () => {
    const api = await startApi(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      const rows = recordsOf(page, 3, 7);
      if (url.pathname === '/lines') response.end(rows.map((row) => JSON.stringify(row)).join('\n'));
      else response.end(`id,amount\r\n${rows.map(({ id, amount }) => `${id},${amount}`).join('\r\n')}`);
    });
    const lines = await fetch({
      kind: 'http',
      url: `${api.origin}/lines`,
      format: 'json-lines',
      paging: { kind: 'page' },
    });
    expect(ids(rowsOf(lines))).toEqual(upTo(7));
    const csv = await fetch({ kind: 'http', url: `${api.origin}/csv`, format: 'csv', paging: { kind: 'page' } });
    expect(readFileSync(csv.file, 'utf8')).toBe(
      `id,amount\n${upTo(7)
        .map((id) => `${id},${id / 8}\n`)
        .join('')}`,
    );
    expect([csv.rows, csv.file.endsWith('.csv')]).toEqual([7, true]);
  });

  it('keeping all digits of long keys, and only the fields that are named', async () => {
    const text =
      '[{"id":12345678901234567891,"who":{"age":41,"note":"1234567890123456789 \\" x"},"x":0.1234567890123456789,"y":1e5}]';
    const api = await startApi((_, response) => void response.end(text));
    const fields = { key: 'id', x: 'x', y: 'y', age: 'who.age', note: 'who.note', gone: 'who.none.deep' };
    expect(rowsOf(await fetch({ kind: 'http', url: api.origin, fields }))).toEqual([
      {
        key: '12345678901234567891',
        x: 0.12345678901234568,
        y: 100_000,
        age: 41,
        note: '1234567890123456789 " x',
        gone: null,
      },
    ]);
  });

  it('into files that only their owner may read', async () => {
    const api = await startApi((_, response) => sendJson(response, recordsOf(1, 3, 3)));
    const { file } = await fetch({ kind: 'http', url: api.origin });
    expect(statSync(join(folder, 'sources')).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('an API in trouble', () => {
  it('is asked again after 500, 429, a cut connection and a cut page, and nothing is lost or doubled', async () => {
    pauses.length = 0;
    const api = await startApi(({ url }, response, count) => {
      const page = Number(url.searchParams.get('page'));
      if (count === 2) response.writeHead(500).end('oops');
      else if (count === 3) response.writeHead(429, { 'retry-after': '7' }).end();
      else if (count === 5) response.destroy();
      else if (count === 6) {
        response.writeHead(200, { 'content-length': '500' }).write('[{"id":');
        setTimeout(() => response.destroy(), 20);
      } else if (count === 7) response.end('[{"id":1},{"i');
      else sendJson(response, recordsOf(page, 5, 15));
    });
    const fetched = await fetch({ kind: 'http', url: api.origin, paging: { kind: 'page' } });
    expect(ids(rowsOf(fetched))).toEqual(upTo(15));
    expect(pauses).toHaveLength(5);
    expect(pauses[1]).toBe(7000);
    // Half to three halves of 500 ms, then of twice that.
    expect(pauses[0]).toBeGreaterThanOrEqual(250);
    expect(pauses[3]).toBeGreaterThanOrEqual(500);
    expect(pauses[3]).toBeLessThanOrEqual(1500);
  });

  it('that stays in trouble is given up after the stated tries, and says what it answered', async () => {
    const api = await startApi((_, response) => void response.writeHead(503).end());
    const failing = fetch({ kind: 'http', url: `${api.origin}/loans`, retries: 2 });
    await expect(failing).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: `${api.origin}/loans cannot be read: it answers 503 (tried 3 times)`,
    });
    expect(api.seen).toHaveLength(3);
  });

  it('is not asked again where that cannot help', async () => {
    const api = await startApi(({ url }, response) => {
      if (url.pathname === '/long') response.writeHead(429, { 'retry-after': '4000' }).end();
      else response.writeHead(Number(url.pathname.slice(1))).end();
    });
    for (const status of [400, 401, 403, 404, 410]) {
      const failing = fetch({ kind: 'http', url: `${api.origin}/${status}` }, {}, `s${status}`);
      await expect(failing).rejects.toMatchObject({
        code: 'SOURCE_UNAVAILABLE',
        message: new RegExp(`answers ${status}`),
      });
    }
    await expect(fetch({ kind: 'http', url: `${api.origin}/long` })).rejects.toThrow(/asks to wait 4000 seconds/);
    expect(api.seen).toHaveLength(6);
  });

  it('that does not answer in time, or nobody listens at, is unavailable', async () => {
    const api = await startApi(() => {});
    const source = { kind: 'http', url: api.origin, timeoutSeconds: 1, retries: 1 };
    await expect(fetch(source)).rejects.toThrow(/no whole page within 1 seconds \(tried 2 times\)/);
    await api.close();
    await expect(fetch({ ...source, retries: 0 })).rejects.toMatchObject({
      ...{ code: 'SOURCE_UNAVAILABLE', message: /ECONNREFUSED/ },
    });
  });

  it('with a page beyond the limit, or the same page for ever, is stopped', async () => {
    const api = await startApi(({ url }, response) =>
      url.pathname === '/big' ? response.end(`["${'x'.repeat(20_000)}"]`) : sendJson(response, recordsOf(1, 3, 3)),
    );
    const big = { kind: 'http', url: `${api.origin}/big`, pageMebibytesAtMost: 0.01 };
    await expect(fetch(big)).rejects.toMatchObject({ details: { field: 'pageMebibytesAtMost' } });
    const same = { kind: 'http', url: `${api.origin}/same`, paging: { kind: 'page', parameter: 'seite' } };
    await expect(fetch(same)).rejects.toThrow('page 2 of the API is page 1 again: does it know `seite`?');
    const round = await startApi(({ url }, response) => {
      const at = url.searchParams.get('cursor') ?? 'a';
      sendJson(response, { rows: [{ at, n: Math.random() }], next: at === 'a' ? 'b' : at === 'b' ? 'c' : 'b' });
    });
    const paging = { kind: 'cursor', next: 'next' };
    await expect(fetch({ kind: 'http', url: round.origin, records: 'rows', paging })).rejects.toThrow(/again/);
  });

  it('without the list where it should be says what is there', async () => {
    const api = await startApi((_, response) => sendJson(response, { items: [], total: 0 }));
    await expect(fetch({ kind: 'http', url: api.origin, records: 'data.items' })).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: '`records` of the source file: "data.items" of a page is no list; it has: items, total',
    });
  });
});

describe('a run that broke', () => {
  const paging = { kind: 'page' };

  it('goes on behind its last whole page; the rows written half are not kept', async () => {
    let broken = true;
    const api = await startApi(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      if (broken && page === 4) response.writeHead(500).end();
      else sendJson(response, recordsOf(page, 5, 23));
    });
    const source = { kind: 'http', url: api.origin, paging, retries: 0 };
    await expect(fetch(source, {}, 'resumed')).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(api.seen).toHaveLength(4);
    // What a kill in the middle of a write leaves: bytes behind those that the state vouches for.
    const home = readdirSync(join(folder, 'sources')).find((name) => name.startsWith('resumed-')) ?? '';
    appendFileSync(join(folder, 'sources', home, 'rows.jsonl'), '{"id":16,"am');
    broken = false;
    const fetched = await fetch(source, {}, 'resumed');
    expect(api.seen.slice(4).map(({ url }) => url.searchParams.get('page'))).toEqual(['4', '5', '6']);
    expect(ids(rowsOf(fetched))).toEqual(upTo(23));
    expect(fetched.notes[0]).toMatch(/^source: 23 records on 6 pages of .*, 3 of them kept from a run that broke$/);
  });

  it('that had all pages asks for none again', async () => {
    const api = await startApi(({ url }, response) =>
      sendJson(response, recordsOf(Number(url.searchParams.get('page')), 5, 7)),
    );
    const source = { kind: 'http', url: api.origin, paging };
    await fetch(source, {}, 'whole');
    const again = await fetch(source, {}, 'whole');
    expect(api.seen).toHaveLength(3);
    expect(again.rows).toBe(7);
  });

  it('starts anew when the source is described otherwise, or its pages are too old', async () => {
    const api = await startApi(({ url }, response) =>
      sendJson(response, recordsOf(Number(url.searchParams.get('page')), 5, 7)),
    );
    const source = { kind: 'http', url: api.origin, paging };
    await fetch(source, {}, 'anew');
    await fetch({ ...source, url: `${api.origin}/?state=open` }, {}, 'anew');
    expect(api.seen).toHaveLength(6);
    await fetch({ ...source, resumeWithinHours: 0 }, {}, 'old');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await fetch({ ...source, resumeWithinHours: 0 }, {}, 'old');
    expect(api.seen).toHaveLength(12);
  });
});

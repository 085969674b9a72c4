import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ProbityError } from '@probity/domain';
import { describe, expect, it } from 'vitest';
import { recordsOf, sendJson, startApi } from '../api-server.js';
import { sourceFolder } from '../fetch-into-folder.js';

const { fetch, folder } = sourceFolder();
const SECRET = 'h0rse/battery staple+µ=';
const TOKEN = 'Bearer s3cr3t-token-value';
const environment = { API_KEY: SECRET, API_TOKEN: TOKEN };

/** Every byte that was kept, and everything an error says. */
function filesBelow(path: string): readonly string[] {
  return readdirSync(path).flatMap((name) => {
    const at = join(path, name);
    return statSync(at).isDirectory() ? filesBelow(at) : [readFileSync(at, 'utf8')];
  });
}

async function errorOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ProbityError);
  const { message, details, stack, cause, remedy } = error as ProbityError;
  return JSON.stringify([message, details, stack, String(cause), remedy]);
}

function expectNoSecret(text: string): void {
  for (const secret of [SECRET, encodeURIComponent(SECRET), 's3cr3t', 'battery']) expect(text).not.toContain(secret);
}

describe('a secret', () => {
  const secretly = (url: string) => ({
    ...{ kind: 'http', url, retries: 0, paging: { kind: 'link' } },
    ...{ headersFrom: { authorization: 'API_TOKEN' }, queryFrom: { api_key: 'API_KEY' } },
  });

  it('is sent, with every page, and not kept: not in the state either, where the API puts it into its next address', async () => {
    let broken = true;
    const api = await startApi(({ url, headers }, response) => {
      if (headers.authorization !== TOKEN || url.searchParams.get('api_key') !== SECRET) {
        response.writeHead(401).end();
        return;
      }
      const page = Number(url.searchParams.get('page') ?? 1);
      if (broken && page === 3) {
        response.writeHead(500).end(SECRET);
        return;
      }
      url.searchParams.set('page', String(page + 1));
      sendJson(response, recordsOf(page, 2, 7), page < 4 ? { link: `<${url.pathname}${url.search}>; rel=next` } : {});
    });
    expectNoSecret(await errorOf(fetch(secretly(`${api.origin}/loans`), environment)));
    const kept = filesBelow(folder).join('\n');
    expect(kept).toContain('/loans?page=3"');
    expectNoSecret(kept);
    broken = false;
    const fetched = await fetch(secretly(`${api.origin}/loans`), environment);
    expect(fetched.rows).toBe(7);
    expectNoSecret(fetched.notes.join());
    expectNoSecret(filesBelow(folder).join('\n'));
  });

  it('that is a part of a cursor is not kept either, and is asked for with it again', async () => {
    let broken = true;
    const cursors: (string | null)[] = [];
    const api = await startApi(({ url }, response) => {
      cursors.push(url.searchParams.get('cursor'));
      if (broken && cursors.length === 2) response.writeHead(500).end();
      else sendJson(response, { rows: [{ id: cursors.length }], next: cursors.length < 3 ? `key:${SECRET}:2` : null });
    });
    const source = {
      ...{ kind: 'http', url: api.origin, records: 'rows', retries: 0, queryFrom: { k: 'API_KEY' } },
      paging: { kind: 'cursor', next: 'next' },
    };
    await errorOf(fetch(source, environment, 'cursor'));
    expectNoSecret(filesBelow(folder).join('\n'));
    broken = false;
    await fetch(source, environment, 'cursor');
    expect(cursors).toEqual([null, `key:${SECRET}:2`, `key:${SECRET}:2`]);
  });

  it('is in no error, whatever goes wrong', async () => {
    const api = await startApi(({ url }, response) => {
      if (url.pathname === '/echo') sendJson(response, { [`key ${url.searchParams.get('api_key')}`]: 1 });
      else if (url.pathname === '/cut') response.destroy();
      else response.writeHead(403, SECRET.replace(/[^a-z]/g, '')).end(SECRET);
    });
    for (const path of ['/echo', '/cut', '/no', `/${encodeURIComponent(SECRET)}`]) {
      expectNoSecret(await errorOf(fetch(secretly(`${api.origin}${path}`), environment)));
    }
    expectNoSecret(await errorOf(fetch(secretly('http://127.0.0.1:1/x'), environment)));
    const broken = { API_KEY: SECRET, API_TOKEN: 's3cr3t\nbattery' };
    const message = await errorOf(fetch(secretly(`${api.origin}/x`), broken));
    expectNoSecret(message);
    expect(message).toContain('headersFrom.authorization');
  });

  it('is not sent to another host, by redirection or by the next address', async () => {
    const other = await startApi((_, response) => sendJson(response, []));
    const api = await startApi(({ url }, response) => {
      if (url.pathname === '/moved') response.writeHead(302, { location: `${other.origin}/loans` }).end();
      else if (url.pathname === '/near') response.writeHead(307, { location: '/loans' }).end();
      else sendJson(response, [{ id: 1 }], { link: `<${other.origin}/loans>; rel="next"` });
    });
    for (const path of ['/moved', '/loans', '/near']) {
      await expect(fetch(secretly(`${api.origin}${path}`), environment)).rejects.toThrow(/sends on to/);
    }
    expect(other.seen).toHaveLength(0);
    expect(api.seen.at(-1)?.url.pathname).toBe('/loans');
  });

  it('whose variable is not set is asked for by name', async () => {
    await expect(fetch(secretly('http://localhost:1/'), { API_TOKEN: TOKEN })).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: '`queryFrom.api_key` of the source file names the environment variable API_KEY, which is not set',
    });
  });
});

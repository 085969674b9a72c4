import type { HttpSource } from '../source/source-definition.js';

/** Which page is to be asked for; it is kept on disk, so that a broken run goes on with it. */
export type PageToken =
  | { readonly kind: 'first' }
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'cursor'; readonly cursor: string }
  | { readonly kind: 'link'; readonly url: string };

/** The token of a source's first page. */
export function firstToken({ paging }: HttpSource): PageToken {
  if (paging?.kind === 'page') return { kind: 'page', page: paging.start ?? 1 };
  return paging?.kind === 'offset' ? { kind: 'offset', offset: 0 } : { kind: 'first' };
}

/** The address of a page, secrets of `queryFrom` not yet in it. */
export function pageUrl(source: HttpSource, token: PageToken): URL {
  if (token.kind === 'link') return new URL(token.url);
  const url = new URL(source.url);
  const { paging } = source;
  if (paging === undefined || paging.kind === 'link') return url;
  if (paging.sizeParameter !== undefined) url.searchParams.set(paging.sizeParameter, String(paging.size));
  if (token.kind === 'page') url.searchParams.set(paging.parameter ?? 'page', String(token.page));
  if (token.kind === 'offset') url.searchParams.set(paging.parameter ?? 'offset', String(token.offset));
  if (token.kind === 'cursor') url.searchParams.set(paging.parameter ?? 'cursor', token.cursor);
  return url;
}

/** What a page tells about the one after it. */
export interface PageFacts {
  readonly records: number;
  /** The page's JSON; undefined in other formats. */
  readonly body: unknown;
  readonly linkHeader: string | null;
  /** The address the page came from: relative links start there. */
  readonly url: URL;
}

/**
 * The token of the next page, or undefined when this was the last.
 *
 * A page that is not full is no sign of the end: an API may give fewer than asked. The first empty one is.
 */
export function nextToken(source: HttpSource, token: PageToken, facts: PageFacts): PageToken | undefined {
  const { paging } = source;
  switch (paging?.kind) {
    case 'page':
      return token.kind === 'page' && facts.records > 0 ? { kind: 'page', page: token.page + 1 } : undefined;
    case 'offset':
      return token.kind === 'offset' && facts.records > 0
        ? { kind: 'offset', offset: token.offset + facts.records }
        : undefined;
    case 'cursor': {
      const cursor = valueAt(facts.body, paging.next);
      const given = typeof cursor === 'string' || typeof cursor === 'number';
      return given && cursor !== '' ? { kind: 'cursor', cursor: String(cursor) } : undefined;
    }
    case 'link': {
      const link = paging.next === undefined ? linkIn(facts.linkHeader) : valueAt(facts.body, paging.next);
      return typeof link === 'string' && link !== '' ? { kind: 'link', url: linkKept(source, link, facts) } : undefined;
    }
    default:
      return undefined;
  }
}

/** The next address without the secrets that are added to every request anyway: it is kept on disk. */
function linkKept({ queryFrom = {} }: HttpSource, link: string, facts: PageFacts): string {
  const url = new URL(link, facts.url);
  for (const parameter of Object.keys(queryFrom)) url.searchParams.delete(parameter);
  return url.href;
}

/** The value at a path such as "data.items" or "rows.0.name"; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/** The target of rel="next" in a Link header (RFC 8288). */
function linkIn(header: string | null): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[^;,="]+(?:=(?:"[^"]*"|[^;,\s]*))?)*)/g,
  )) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^;,\s]*))/i.exec(parameters);
    if ((relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return undefined;
}

import { createHash } from 'node:crypto';
import { ProbityError } from '@probity/domain';
import type { FetchContext, FetchedSource } from '../source/fetch-context.js';
import { Secrets } from '../source/secrets.js';
import type { HttpSource } from '../source/source-definition.js';
import { type PageRecords, pageRecords } from './page-records.js';
import { firstToken, nextToken, type PageToken, pageUrl } from './page-request.js';
import { openPageSpool, type PageSpool } from './page-spool.js';
import { pageRequests } from './request-page.js';

const DEFAULT_PAGES = 100_000;
const DEFAULT_RESUME_HOURS = 24;
const MS_PER_HOUR = 3_600_000;

/** Reads an API's pages one after another into a file; a run that broke goes on behind its last whole page. */
export async function fetchPages(
  source: HttpSource,
  definition: string,
  home: string,
  context: FetchContext,
): Promise<FetchedSource> {
  const secrets = new Secrets(context.environment);
  const requests = pageRequests(source, secrets, context.pause);
  const oldestMs = Date.now() - (source.resumeWithinHours ?? DEFAULT_RESUME_HOURS) * MS_PER_HOUR;
  const extension = source.format === 'csv' ? 'csv' : 'jsonl';
  const spool = await openPageSpool(home, extension, { definition, next: firstToken(source) }, secrets, oldestMs);
  const resumed = spool.state.pages;
  try {
    await readPages(source, requests, spool, context);
  } catch (error) {
    await spool.close();
    throw withoutSecrets(error, secrets);
  }
  await spool.close();
  const { host } = new URL(source.url);
  const { rows, pages } = spool.state;
  const total = `${rows.toLocaleString('en')} records on ${pages.toLocaleString('en')} pages of ${host}`;
  return {
    file: spool.file,
    rows,
    notes: [`source: ${total}${resumed === 0 ? '' : `, ${resumed} of them kept from a run that broke`}`],
    remove: () => spool.remove(),
  };
}

async function readPages(
  source: HttpSource,
  requests: ReturnType<typeof pageRequests>,
  spool: PageSpool,
  context: FetchContext,
): Promise<void> {
  const most = source.pagesAtMost ?? DEFAULT_PAGES;
  let token: PageToken | undefined = spool.state.complete ? undefined : spool.state.next;
  const seen = new Set<string>();
  while (token !== undefined) {
    const { pages, rows, header, lastDigest } = spool.state;
    if (pages >= most) {
      throw new ProbityError(
        'SOURCE_UNAVAILABLE',
        `the API has more than ${most} pages, the limit of \`pagesAtMost\``,
        {
          field: 'pagesAtMost',
        },
      );
    }
    const asked: PageToken = token;
    const { records, linkHeader, url } = await requests.get(pageUrl(source, asked), (page) => {
      const read = page.status === 204 || page.status >= 400 ? ended : pageRecords(source, page.text, header);
      return read === 'again' ? 'again' : { records: read, linkHeader: page.linkHeader, url: page.url };
    });
    const digest = createHash('sha256').update(records.text).digest('hex');
    if (records.records > 0 && digest === lastDigest) throw sameAgain(source, pages);
    const next = nextToken(source, asked, { records: records.records, body: records.body, linkHeader, url });
    seen.add(JSON.stringify(asked));
    if (next !== undefined && seen.has(JSON.stringify(next))) throw sameAgain(source, pages + 1);
    await spool.append(records.text, {
      pages: pages + 1,
      rows: rows + records.records,
      next: next ?? asked,
      complete: next === undefined,
      ...(records.header === undefined && header === undefined ? {} : { header: header ?? (records.header as string) }),
      lastDigest: digest,
    });
    context.onProgress?.(0, `page ${pages + 1}: ${(rows + records.records).toLocaleString('en')} records`);
    token = next;
  }
}

const ended: PageRecords = { text: '', records: 0, body: undefined };

function sameAgain({ paging }: HttpSource, page: number): ProbityError {
  const parameter = paging !== undefined && 'parameter' in paging ? paging.parameter : paging?.kind;
  return new ProbityError(
    'SOURCE_UNAVAILABLE',
    `page ${page + 1} of the API is page ${page} again: does it know \`${parameter ?? paging?.kind}\`?`,
    { field: 'paging' },
  );
}

function withoutSecrets(error: unknown, secrets: Secrets): unknown {
  if (!(error instanceof ProbityError)) return error;
  const message = secrets.redact(error.message);
  return message === error.message ? error : new ProbityError(error.code, message, error.details);
}

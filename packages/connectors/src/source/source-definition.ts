/** A place outside that rows are read from, as its JSON file describes it. It names secrets and never holds one. */
export type SourceDefinition = PostgresqlSource | HttpSource;

/** The rows of a query. */
export interface PostgresqlSource {
  readonly kind: 'postgresql';
  /** Environment variable that holds `postgres://user:password@host/database`. */
  readonly urlFrom: string;
  /** One statement that returns rows; it runs in a read-only transaction. */
  readonly query: string;
  /** How long the statement may take, fetching included; default 600. */
  readonly timeoutSeconds?: number;
}

/** The records of an HTTP API, page after page. */
export interface HttpSource {
  readonly kind: 'http';
  /** The first page, without the parameters that `paging` adds. */
  readonly url: string;
  /** Default "json". */
  readonly format?: 'json' | 'json-lines' | 'csv';
  /** Where the list lies in a page of JSON: "data.items"; default: the page itself is the list. */
  readonly records?: string;
  /** Column name → where its value lies in a record: { "income": "applicant.income" }; default: the record as it is. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Default: there is one page. */
  readonly paging?: HttpPaging;
  readonly headers?: Readonly<Record<string, string>>;
  /** Header → environment variable with its value. */
  readonly headersFrom?: Readonly<Record<string, string>>;
  /** Query parameter → environment variable with its value. */
  readonly queryFrom?: Readonly<Record<string, string>>;
  /** Further tries of a page that failed; default 5. */
  readonly retries?: number;
  /** How long one try of a page may take; default 60. */
  readonly timeoutSeconds?: number;
  /** A page beyond this is refused; default 64. */
  readonly pageMebibytesAtMost?: number;
  /** Default 100,000. */
  readonly pagesAtMost?: number;
  /** Pages kept from a broken run count this long; default 24. */
  readonly resumeWithinHours?: number;
  /** True lets secrets go over http:// to a host that is not this machine; default false. */
  readonly allowPlainHttp?: boolean;
}

/** How the next page is asked for. Pages end with the first that has no records, or where the API names no next. */
export type HttpPaging =
  | {
      /** ?page=1, ?page=2, … */
      readonly kind: 'page';
      /** Default "page". */
      readonly parameter?: string;
      /** Default 1. */
      readonly start?: number;
      readonly sizeParameter?: string;
      readonly size?: number;
      /** A status by which the API says that there are no more pages, e.g. 404. */
      readonly endStatus?: number;
    }
  | {
      /** ?offset=0, ?offset=100, …: by as many as came. */
      readonly kind: 'offset';
      /** Default "offset". */
      readonly parameter?: string;
      readonly sizeParameter?: string;
      readonly size?: number;
      readonly endStatus?: number;
    }
  | {
      /** The page says what to ask for next. */
      readonly kind: 'cursor';
      /** Default "cursor". */
      readonly parameter?: string;
      /** Where the next cursor lies in a page: "meta.next". */
      readonly next: string;
      readonly sizeParameter?: string;
      readonly size?: number;
    }
  | {
      /** The page, or its Link header (rel="next"), holds the address of the next. */
      readonly kind: 'link';
      /** Where the address lies in a page of JSON: "links.next"; default: the Link header. */
      readonly next?: string;
    };

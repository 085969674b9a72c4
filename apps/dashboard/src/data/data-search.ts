export const dataViews = ['columns', 'missing', 'dependence', 'outliers', 'components', 'months', 'quality'] as const;
export type PageView = (typeof dataViews)[number];

export const columnOrders = ['file', 'name', 'missing', 'distinct', 'iv', 'auc'] as const;
export type ColumnOrder = (typeof columnOrders)[number];

/** Which rows are asked for: those behind a bar, a level, a gap, or given ones. */
export interface RowsChoice {
  readonly from?: number;
  readonly to?: number;
  readonly last?: boolean;
  readonly level?: string;
  readonly missing?: boolean;
  /** "4,17,90". */
  readonly rows?: string;
}

/** What the page of a data set keeps in its address. */
export interface DataSearch extends RowsChoice {
  readonly view?: PageView;
  readonly column?: string;
  readonly order?: ColumnOrder;
  readonly find?: string;
  /** True while rows are shown. */
  readonly open?: boolean;
}

export function readDataSearch(search: Record<string, unknown>): DataSearch {
  const text = (key: string) => (typeof search[key] === 'string' && search[key] !== '' ? search[key] : undefined);
  const number = (key: string) => (typeof search[key] === 'number' ? search[key] : undefined);
  // A column or level may be called 12: the router then reads a number.
  const name = (key: string) => (typeof search[key] === 'number' ? String(search[key]) : text(key));
  const found = {
    view: dataViews.find((view) => view === search['view']),
    order: columnOrders.find((order) => order === search['order']),
    column: name('column'),
    find: name('find'),
    from: number('from'),
    to: number('to'),
    level: name('level'),
    rows: name('rows'),
    last: search['last'] === true ? true : undefined,
    missing: search['missing'] === true ? true : undefined,
    open: search['open'] === true ? true : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as DataSearch;
}

/** The address with other rows in it, or with none. */
export function withRows(search: DataSearch, choice: RowsChoice | undefined): DataSearch {
  const {
    from: _from,
    to: _to,
    last: _last,
    level: _level,
    missing: _missing,
    rows: _rows,
    open: _open,
    ...rest
  } = search;
  return choice === undefined ? rest : { ...rest, ...choice, open: true };
}

import type { Aggregate } from './feature-set.js';

/** What an aggregate reads and what it may be compared with. */
export interface AggregateRule {
  /** What `of` must be: a quantity (number or flag), a name (key, category or flag), or nothing. */
  readonly of: 'quantity' | 'name' | 'none';
  /** The value of an empty window unless the definition says otherwise. */
  readonly empty: number;
  /** In the unit of the column, so that the event's own value can be set against it. */
  readonly inUnitOfColumn: boolean;
  /** Grows with the length of the window, so that two windows compare by the day. */
  readonly growsWithWindow: boolean;
  /** Looks at the event that the features are for. */
  readonly needsCurrent: boolean;
}

const rule = (
  of: AggregateRule['of'],
  empty: number,
  inUnitOfColumn = false,
  growsWithWindow = false,
  needsCurrent = false,
) => ({
  of,
  empty,
  inUnitOfColumn,
  growsWithWindow,
  needsCurrent,
});

/** Every aggregate there is. */
export const aggregateRules: Readonly<Record<Aggregate, AggregateRule>> = {
  count: rule('none', 0, false, true),
  sum: rule('quantity', 0, true, true),
  mean: rule('quantity', NaN, true),
  std: rule('quantity', NaN, true),
  min: rule('quantity', NaN, true),
  max: rule('quantity', NaN, true),
  distinct: rule('name', 0),
  entropy: rule('name', NaN),
  first: rule('quantity', NaN, true),
  last: rule('quantity', NaN, true),
  recency: rule('none', NaN),
  trend: rule('quantity', NaN),
  share: rule('name', 0, false, false, true),
  'hour-share': rule('none', 0),
  distance: rule('none', NaN, false, false, true),
  speed: rule('none', NaN, false, false, true),
};

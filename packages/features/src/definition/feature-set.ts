/**
 * Features written down as data: what is looked at, over which stretch of time, and what is made of it.
 *
 * `SPEC.md` of this package gives every entry its meaning, by rule.
 *
 * @example
 * const set: FeatureSet = {
 *   format: 'probity-features/1',
 *   name: 'card-payments',
 *   sources: [{
 *     name: 'transactions',
 *     columns: { customer: { kind: 'key' }, terminal: { kind: 'key' }, amount: { kind: 'number', decimals: 2 } },
 *   }],
 *   features: [
 *     { name: 'customer_count_1d', entity: 'customer', aggregate: 'count', window: '1d' },
 *     { name: 'customer_mean_7d', entity: 'customer', aggregate: 'mean', of: 'amount', window: '7d' },
 *   ],
 * };
 */
export interface FeatureSet {
  readonly format: 'probity-features/1';
  /** Letters, digits, `-` and `_`. */
  readonly name: string;
  readonly sources: readonly SourceDefinition[];
  readonly features: readonly FeatureDefinition[];
  /** Clock of hours and days of the week, as an IANA name; default UTC. Windows are stretches of real time and do not look at it. */
  readonly timeZone?: string;
  /**
   * The offsets of the time zone as they were known when the set was checked, filled in by `checkFeatureSet`: a saved set
   * replays the same on a machine whose zone rules are newer or older.
   */
  readonly zoneOffsets?: ZoneOffsets;
  /** How long after its time an event may still arrive; default `7d`. A later one is refused (`TOO_LATE`). */
  readonly lateness?: Duration;
}

/** What a clock on the wall adds to UTC, from each change on; before the first entry the first offset holds. */
export interface ZoneOffsets {
  /** Rising moments in milliseconds since 1970-01-01 UTC. */
  readonly from: readonly number[];
  /** Minutes east of UTC, one a moment. */
  readonly minutes: readonly number[];
}

/** A stretch of time: a whole number and `ms`, `s`, `m`, `h`, `d` (24 hours) or `w`, e.g. `15m`, `24h`, `30d`. */
export type Duration = string;

/** A kind of event and its columns. Every event has an id, the time `at` when it happened and the time `knownAt` when we knew. */
export interface SourceDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, EventColumn>>;
}

export interface EventColumn {
  /**
   * `key` names an entity (customer, card, terminal); `category` is any other text; `number` a quantity; `flag` true or
   * false; `latitude` and `longitude` are degrees.
   */
  readonly kind: 'key' | 'category' | 'number' | 'flag' | 'latitude' | 'longitude';
  /** Of numbers: digits after the point that count, 0 to 6; default 2. A value is held as a whole number of such units. */
  readonly decimals?: number;
  /** The value becomes known so long after the event (a fraud label); what looks at it must have a `delay` at least as long. */
  readonly knownAfter?: Duration;
}

/**
 * What is made of the events in the window: numbers in the column's unit, `recency` in seconds before `asOf`, `trend` in units a
 * day, `distance` in km and `speed` in km/h from the last known place in the window to the event's own, `share` the part of the
 * events that has the event's own value of `of`, `hour-share` the part in the hour of the day of `asOf`, `entropy` in nats.
 */
export type Aggregate =
  | 'count'
  | 'sum'
  | 'mean'
  | 'std'
  | 'min'
  | 'max'
  | 'distinct'
  | 'entropy'
  | 'first'
  | 'last'
  | 'recency'
  | 'trend'
  | 'share'
  | 'hour-share'
  | 'distance'
  | 'speed';

/** How the aggregate is set against something, which then is the feature. */
export type Comparison =
  /** The event's own value, less the mean, in standard deviations of the window. */
  | { readonly kind: 'z-score' }
  /** The event's own value over the aggregate. */
  | { readonly kind: 'own-value-ratio' }
  /** The aggregate a day of this window over the aggregate a day of a longer one (sums and counts), or over it as it is (others). */
  | { readonly kind: 'habit-ratio'; readonly window: Duration };

export interface FeatureDefinition {
  /** Unique in the set: letters, digits and `_`. */
  readonly name: string;
  /** Words for a person, e.g. "payments of the card, last 24 hours". */
  readonly title?: string;
  /** The key column whose events are looked at. */
  readonly entity: string;
  /** The source whose events are looked at; default the first of the set. */
  readonly source?: string;
  readonly aggregate: Aggregate;
  /** The column that is aggregated; all but `count`, `recency`, `hour-share`, `distance` and `speed` need one. */
  readonly of?: string;
  /**
   * `[asOf − delay − window, asOf − delay)`, or the last n events that meet the filter before `asOf − delay`, looking back no
   * further than `within` (default `365d`).
   */
  readonly window: Duration | { readonly lastEvents: number; readonly within?: Duration };
  /** How far the window's end lies back; default none. */
  readonly delay?: Duration;
  /** Only events that meet all of these. */
  readonly filter?: readonly EventCondition[];
  /** What a missing value of `of` does: it is left out (default), counts as zero, or makes the feature missing. */
  readonly nulls?: 'skip' | 'zero' | 'missing';
  /** The value where no event is left; default 0 for count, sum, distinct, share and hour-share without a comparison; null (missing) for the others. */
  readonly empty?: number | null;
  readonly comparison?: Comparison;
}

/** A condition on an event in the window; all that it states must hold. A missing value meets nothing but `is: null`. */
export interface EventCondition {
  readonly column: string;
  readonly is?: string | number | boolean | null;
  readonly isNot?: string | number | boolean | null;
  readonly in?: readonly (string | number)[];
  readonly atLeast?: number;
  readonly below?: number;
  /** True: has the event's own value; false: has another one. A missing value does neither. */
  readonly sameAsCurrent?: boolean;
  /** The event is the entity's first with its value of the column in so long before it: a new merchant, a new device. */
  readonly newWithin?: Duration;
}

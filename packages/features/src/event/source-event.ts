/** A value of an event's column; null is not known. Numbers come in their natural unit (12.34), not in cents. */
export type EventValue = string | number | boolean | null;

/** Something that happened, as its source tells it. */
export interface SourceEvent {
  /** Which source of the set; default its first. */
  readonly source?: string;
  /** Unique within the source: the same id again is the same event. */
  readonly id: string;
  /** When it happened: whole milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** When we knew: never before the arrival that came before it. */
  readonly knownAt: number;
  readonly values: Readonly<Record<string, EventValue>>;
}

/** Values of an event that became known later: a label, a category. */
export interface EventAmendment {
  readonly source?: string;
  readonly id: string;
  readonly knownAt: number;
  readonly values: Readonly<Record<string, EventValue>>;
}

/**
 * Many events as columns, in order of arrival; without `knownAt` they arrive in the order of their times, whatever order the rows have.
 *
 * Numbers, flags (0 or 1) and coordinates are float64 with NaN as missing; keys and categories are codes into levels, −1 missing.
 */
export interface EventColumns {
  /** Which source of the set; default its first. */
  readonly source?: string;
  readonly count: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: Float64Array;
  /** Default: known when they happened. */
  readonly knownAt?: Float64Array;
  /** Default: every row is an event of its own. */
  readonly ids?: readonly string[];
  /** 1 marks a row that amends the event of its id: what it states is added, what is missing in it says nothing. Needs `ids`. */
  readonly amendments?: Uint8Array;
  readonly columns: Readonly<Record<string, Float64Array | CodedValues>>;
}

export interface CodedValues {
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

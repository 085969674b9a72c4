import type { EventAmendment, SourceEvent } from '../event/source-event.js';
import type { FeaturePlan } from '../plan/plan-features.js';

/** What an arrival was. */
export type Arrival = 'new' | 'duplicate' | 'correction';

export interface Observation {
  readonly arrival: Arrival;
  /** One value a feature, in the order of `plan.names`; NaN is missing. Of a new event only, and the caller's to keep. */
  readonly features: Float64Array | undefined;
}

/**
 * The events that windows can still reach, by entity, and the features they make: the one evaluator, an event at a time.
 *
 * Not safe for concurrent use; every call is synchronous.
 */
export interface FeatureEngine {
  readonly plan: FeaturePlan;
  /**
   * Takes an arrival. A new event gets its features, which see what had arrived before it and happened before it; the same
   * id with the same content changes nothing; the same id with other content replaces what was known.
   * @throws TOO_LATE, and WRONG_TYPE, MISSING_FIELD, VALUE_OUT_OF_RANGE naming the column; the state is then as before
   */
  observe(event: SourceEvent): Observation;
  /** Adds values to an event that is known. `unknown` where it is not, or no longer, held. */
  amend(amendment: EventAmendment): 'amended' | 'unchanged' | 'unknown';
  /** Features of entities at a moment, without an event: what compares with the event's own values is missing. */
  lookUp(keys: Readonly<Record<string, string>>, asOf: number): Float64Array;
  /** Lets go of what no window of an event at `now` or up to the lateness before it can reach. */
  evict(now: number): void;
  /** The whole state as bytes: the same state gives the same bytes. */
  snapshot(): Uint8Array;
}

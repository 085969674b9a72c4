import type { ModelReference } from '@probity/domain';

/** What is to happen to a transaction. */
export type TransactionAnswer = 'allow' | 'review' | 'block';

/** What came in: an event that is new, other content under an id that is known, or values that became known later. */
export type ArrivalKind = 'event' | 'correction' | 'amendment';

/** An arrival as the log holds it. */
export interface LoggedArrival {
  /** Order of arrival: 1, 2, 3, … without gaps. */
  readonly sequence: number;
  readonly kind: ArrivalKind;
  readonly source: string;
  readonly id: string;
  /** When we knew: whole milliseconds since 1970-01-01 UTC; never falls from one arrival to the next. */
  readonly knownAt: number;
  /** Of events only. */
  readonly answer?: TransactionAnswer;
  /** JSON of what happened: `{"at":…,"values":{…}}`; undefined once the person was erased. */
  readonly content?: string;
  /** JSON of what was decided; of events only. */
  readonly decision?: string;
  /** The features it was decided by, to the bit; of events only. */
  readonly features?: Float64Array;
}

/** An arrival to be written. */
export interface NewArrival extends LoggedArrival {
  readonly content: string;
  /** The caller's identifier of the person under whose key it is sealed; the log keeps a keyed pseudonym only. */
  readonly subject: string;
  /** The entities it names, e.g. `terminal=17`: what `read` finds it by. The log keeps keyed pseudonyms only. */
  readonly entities: readonly string[];
}

/** What could not be taken, and why. */
export interface QuarantinedArrival {
  /** Code of the catalogue. */
  readonly code: string;
  /** A sentence that names no person. */
  readonly reason: string;
  readonly field?: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** What was sent, cut to 16,000 characters; sealed like everything else that may tell of a person. */
  readonly content: string;
  /** The person it seems to be about, so that erasing them removes it. */
  readonly subject?: string;
}

/** What becomes durable together. */
export interface ArrivalGroup {
  readonly arrivals: readonly NewArrival[];
  readonly quarantined: readonly QuarantinedArrival[];
  /** What decided the events of the group; null where no model was there. */
  readonly model: ModelReference | null;
  /** Content hash of the feature set. */
  readonly featureSet: string;
}

export interface ArrivalQuery {
  /** Only later ones than this sequence number; default 0. */
  readonly after?: number;
  /** Only up to this sequence number. */
  readonly upTo?: number;
  /** Only those known at this moment or later. */
  readonly knownFrom?: number;
  /** Only those that name one of these entities. */
  readonly entities?: readonly string[];
  /** 1 to 10,000, default 1,000. */
  readonly limit?: number;
}

export interface EventPageQuery {
  /** 1 to 500, default 50. */
  readonly limit?: number;
  /** Only earlier ones than this sequence number. */
  readonly before?: number;
  readonly answer?: TransactionAnswer;
  /** Only of the same person as the arrival of this sequence number. */
  readonly samePersonAs?: number;
}

/** State of the feature engine after an arrival. */
export interface FeatureState {
  /** The last arrival that it has seen. */
  readonly sequence: number;
  /** Content hash of the feature set whose state it is. */
  readonly featureSet: string;
  readonly bytes: Uint8Array;
}

/**
 * Where arrivals are remembered, in their order: append-only, sealed per person, hash-chained group by group.
 *
 * One process decides at a time: a group is taken only by a log that ends where the writer believes.
 */
export interface EventLog {
  /** Sequence number of the last arrival; 0 for an empty log. */
  last(): Promise<number>;
  /**
   * Appends a group, all of it or nothing; what it resolved for survives any crash.
   *
   * @param group arrivals numbered without gap after the writer's last
   * @returns `moved-on` where another process wrote meanwhile, or an id stands there already; nothing is written then
   */
  append(group: ArrivalGroup): Promise<'appended' | 'moved-on'>;
  /** In order of arrival. */
  read(query?: ArrivalQuery): Promise<readonly LoggedArrival[]>;
  /** The events of these ids, where there are any; no corrections. */
  findEvents(source: string, ids: readonly string[]): Promise<readonly LoggedArrival[]>;
  /** Everything under an id, in order of arrival. */
  history(source: string, id: string): Promise<readonly LoggedArrival[]>;
  /** Events, newest first. */
  list(query?: EventPageQuery): Promise<readonly LoggedArrival[]>;
  /** Ids of events, in order of arrival, page by page. */
  ids(after: number, limit: number): Promise<readonly { sequence: number; source: string; id: string }[]>;
  /** What could not be taken, newest first; without what was sent. */
  quarantined(limit: number): Promise<readonly Omit<QuarantinedArrival, 'content' | 'subject'>[]>;
  /** Keeps a state; the two latest of a feature set stay. */
  saveState(state: FeatureState): Promise<void>;
  /** The latest state of a feature set that was kept whole; undefined where there is none. */
  loadState(featureSet: string): Promise<FeatureState | undefined>;
  /** How many persons were erased so far: a state that was made before one was still holds them. */
  erasures(): Promise<number>;
}

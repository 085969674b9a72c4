import type { EventLog, TransactionAnswer } from '../ports/event-log.js';
import type { EntityRecord } from './entity-freshness.js';
import type { TransactionModel } from './transaction-model.js';

/** What the answer to a transaction says of it: it was new, came again as it was, or came with other content. */
export type TransactionArrival = 'new' | 'duplicate' | 'correction';

/** The answer to a transaction; durable. */
export interface TransactionReply {
  readonly arrival: TransactionArrival;
  /** JSON of the decision as it was recorded: the same bytes each time the id is asked for. */
  readonly decision: string;
}

export interface TransactionCounts {
  /** decided + duplicates + corrected + quarantined. */
  readonly received: number;
  readonly decided: number;
  readonly duplicates: number;
  readonly corrected: number;
  readonly quarantined: number;
  /** Labels and other values that became known later. */
  readonly amended: number;
  /** Refused because the store did not answer or too many waited: not received, to be sent again. */
  readonly refused: number;
  readonly answers: Readonly<Record<TransactionAnswer, number>>;
}

/** Features of an entity as of a moment, and how fresh they are. */
export interface FeatureLookUp {
  /** Names of the features of the entity, with their values; NaN is missing. */
  readonly features: readonly { readonly name: string; readonly value: number }[];
  readonly asOf: number;
  /** Undefined where no event of it is held. */
  readonly entity: EntityRecord | undefined;
  /** How long after its latest event an entity still has features: its longest window and delay. */
  readonly ttlMs: number;
  /** The last arrival that the features have seen. */
  readonly sequence: number;
  readonly featureSet: string;
}

export interface DeskOptions {
  readonly log: EventLog;
  readonly model: TransactionModel;
  /** The time, in whole milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** A clock that never goes back, in milliseconds; for processing times. */
  monotonicMs(): number;
  /**
   * When a transaction counts as known: at the server's time (`arrival`, default), or as it says itself, else when it
   * happened (`event`): for the past played again.
   */
  readonly clock?: 'arrival' | 'event';
  /** So many may wait to become durable; default 5,000. */
  readonly mostWaiting?: number;
  /** After so many arrivals the state is kept, at the next quiet moment, after ten times as many in any case; default 50,000. */
  readonly stateEvery?: number;
  /** Share of the events that the parity sampler computes again; default 0.001. */
  readonly parityShare?: number;
  /** Seeds which events it takes; default 1. */
  readonly paritySeed?: number;
  /** Told of what an operator must know; never personal data. */
  readonly onTrouble?: (
    code: 'PARITY_DIFFERS' | 'MODEL_FAILED' | 'STATE_LOST',
    facts: Readonly<Record<string, unknown>>,
  ) => void;
}

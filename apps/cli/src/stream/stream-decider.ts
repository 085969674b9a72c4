import type { SourceEvent } from '@probity/features';

/** What decides the events of a stream: the desk in this process, or a server. */
export interface StreamDecider {
  /** For messages. */
  readonly name: string;
  /**
   * Decides events in their order; resolves when every answer is durable.
   * @returns one outcome an event, in their order
   * @throws STORE_UNAVAILABLE, SOURCE_UNAVAILABLE when that cannot be had; the events may be given again
   */
  decide(events: readonly SourceEvent[]): Promise<readonly StreamOutcome[]>;
  close(): Promise<void>;
}

/** What became of one event. */
export type StreamOutcome =
  | { readonly kind: 'decided'; readonly decision: StreamDecision }
  /** Known already: nothing changed, the decision is the first one. */
  | { readonly kind: 'duplicate'; readonly decision: StreamDecision }
  /** Other content under a known id: what was known is replaced from now on. */
  | { readonly kind: 'correction' }
  /** Refused, and kept in the quarantine of the decider. */
  | { readonly kind: 'quarantined'; readonly code: string; readonly field?: string };

/** A decision as it was recorded; the full form is that of the API. */
export interface StreamDecision {
  readonly id: string;
  readonly answer: 'allow' | 'review' | 'block';
  readonly riskScore: number | null;
  readonly reasons: readonly { readonly text: string }[];
}

/** Waits between tries of what may pass. */
export const RETRY_MS = [100, 250, 500, 1000, 2000, 4000, 8000] as const;

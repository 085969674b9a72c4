import type { FieldValue } from '@probity/domain';

/**
 * Something that knows more about a key: a credit bureau, an economic series, a table of reference data.
 *
 * It answers as of a moment: with what was known before it, never with what became known later.
 */
export interface Enricher {
  /** Names it in results and messages. */
  readonly name: string;
  /** Every value an answer has, in order. */
  readonly fields: readonly string[];
  /**
   * What was known about the key before a moment.
   *
   * Never throws for a source that is slow, gone or wrong: the answer then holds fallback values and says why.
   *
   * @param key whom it is about; null where the source needs none (a national series) or the key is not known
   * @param asOf milliseconds since 1970-01-01 UTC
   */
  enrich(key: string | null, asOf: number): Promise<Enrichment>;
}

/** An answer; it always has all fields. */
export interface Enrichment {
  readonly values: Readonly<Record<string, FieldValue>>;
  /** The moment that was asked for, in milliseconds since 1970. */
  readonly asOf: number;
  readonly source: string;
  /** Which state of the source answered: a bureau's report version, a file's hash. */
  readonly version: string;
  /** True where an earlier answer was used again. */
  readonly cached: boolean;
  readonly outcome: 'found' | 'not-found' | 'fallback';
  /** Why the values are not the source's own of that moment; of fallbacks only. */
  readonly cause?: EnrichmentCause;
}

export interface EnrichmentCause {
  readonly code: EnrichmentFailure;
  /** A sentence without keys and values. */
  readonly reason: string;
  /** Age of the earlier answer that stands in, in milliseconds; absent where fixed values stand in. */
  readonly staleByMs?: number;
}

/**
 * What can go wrong: no answer in time; no connection or a server's error; an answer that breaks the contract; not let in; not
 * asked, because the last ones all failed; the application does not hold the key.
 */
export type EnrichmentFailure =
  | 'timed-out'
  | 'unreachable'
  | 'answer-invalid'
  | 'not-let-in'
  | 'circuit-open'
  | 'key-missing';

/** One try of a source. */
export type LookUp = (key: string | null, asOf: number, signal: AbortSignal) => Promise<LookUpAnswer>;

export interface LookUpAnswer {
  /** Undefined: the source knows nothing about the key. */
  readonly values: Readonly<Record<string, FieldValue>> | undefined;
  readonly version: string;
}

/** Thrown by a look-up that failed. */
export class LookUpFailed extends Error {
  readonly code: EnrichmentFailure;
  /** True where another try may succeed. */
  readonly passing: boolean;

  constructor(code: EnrichmentFailure, reason: string, passing: boolean) {
    super(reason);
    this.code = code;
    this.passing = passing;
  }
}

import type { ErrorCode } from '@probity/domain';
import type { SourceEvent } from '@probity/features';

/**
 * Where events come from: a topic of Kafka, a file that is played again, a list in memory.
 *
 * At least once: an event counts as done when `handle` of its batch resolves, never before; what was not done when the process
 * ended comes again. Events of one partition come in its order, one batch at a time. Whoever handles them tells a repetition by
 * its id.
 */
export interface EventSource {
  /** For messages: "kafka:payments", "payments.csv". */
  readonly name: string;
  /**
   * Hands out events until there are no more or the signal says stop; the batch in hand is finished first.
   *
   * @throws what `handle` or `quarantine` throws, with nothing of that batch counted as done; SOURCE_UNAVAILABLE
   */
  run(handlers: StreamHandlers, signal?: AbortSignal): Promise<void>;
}

export interface StreamHandlers {
  /** Resolves once what follows from the events is kept durably. Never called again before it has resolved. */
  handle(batch: readonly DeliveredEvent[]): Promise<void>;
  /** Resolves once the message is kept aside durably. */
  quarantine(message: PoisonMessage): Promise<void>;
  /** What a person should know meanwhile: a lost connection, a new one. Holds no value of an event. */
  note?(line: string): void;
}

export interface DeliveredEvent {
  readonly event: SourceEvent;
  /** Where it lay: "payments-0@1204" in Kafka, "row 17" in a file. */
  readonly position: string;
}

/** A message that is no event and never will be: it must not hold up those behind it. */
export interface PoisonMessage {
  readonly position: string;
  readonly code: ErrorCode;
  /** Why, in a sentence without the message's values. */
  readonly reason: string;
  /** What came, cut at 64 KiB; it may hold personal data. */
  readonly raw: string;
}

/** Longest text of a poison message that is kept. */
export const RAW_CHARACTERS = 65_536;

import { ProbityError } from '@probity/domain';
import type { SourceEvent } from '@probity/features';
import { type PoisonMessage, RAW_CHARACTERS } from './event-source.js';
import { type EventMapping, parseEvent } from './parse-event.js';

/** A message of a broker is no longer than this; a longer one is poison. */
const MESSAGE_BYTES = 1_048_576;

/**
 * Reads a message of JSON as an event, or says why it is none.
 *
 * @param knownAt when the broker had it, in milliseconds since 1970
 * @returns the event, or the poison message for the quarantine
 */
export function readMessage(
  bytes: Uint8Array | undefined | null,
  position: string,
  knownAt: number,
  mapping: EventMapping = {},
): { readonly event: SourceEvent } | { readonly poison: PoisonMessage } {
  const poison = (code: PoisonMessage['code'], reason: string, raw = '') => ({
    poison: { position, code, reason, raw: raw.slice(0, RAW_CHARACTERS) },
  });
  if (bytes === undefined || bytes === null) return poison('MESSAGE_UNREADABLE', 'the message has no value');
  if (bytes.length > MESSAGE_BYTES) {
    const start = new TextDecoder().decode(bytes.subarray(0, RAW_CHARACTERS));
    return poison('MESSAGE_UNREADABLE', `the message is longer than ${MESSAGE_BYTES} bytes`, start);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return poison('MESSAGE_UNREADABLE', 'the message is not UTF-8', Buffer.from(bytes).toString('latin1'));
  }
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return poison('MESSAGE_UNREADABLE', 'the message is not JSON', text);
  }
  try {
    return { event: parseEvent(record, knownAt, mapping) };
  } catch (error) {
    if (error instanceof ProbityError) return poison(error.code, error.message, text);
    throw error;
  }
}

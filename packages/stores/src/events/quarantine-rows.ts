import type { QuarantinedArrival } from '@probity/scoring';
import { type RawBuilder, sql } from 'kysely';
import { encrypt } from '../keys/encrypt.js';
import type { KeyRing } from '../keys/key-ring.js';

const CONTEXT = Buffer.from('probity-quarantine-1', 'utf8');

/**
 * The statement that writes what could not be taken. The content is sealed under the master key: whose it is may not be
 * known; where it is, erasing the person deletes the row.
 *
 * @param from what the rows depend on, ending in a comma
 */
export function insertQuarantined(
  keys: KeyRing,
  items: readonly QuarantinedArrival[],
  from: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  const subjects = items.map(({ subject }) => (subject === undefined ? null : keys.subjectHash(subject)));
  const sealed = items.map(({ content }) => encrypt(keys.wrapping, Buffer.from(content, 'utf8'), CONTEXT));
  return sql`
    INSERT INTO probity.event_quarantine (received_at, code, reason, field, subject_hash, envelope)
    SELECT q.* FROM ${from} unnest(
      ${items.map(({ receivedAt }) => receivedAt)}::text[], ${items.map(({ code }) => code)}::text[],
      ${items.map(({ reason }) => storable(reason))}::text[],
      ${items.map(({ field }) => (field === undefined ? null : storable(field)))}::text[],
      ${subjects}::bytea[], ${sealed}::bytea[]) AS q`;
}

/** PostgreSQL refuses a text with a zero character. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

import type { QuarantinedArrival } from '@probity/scoring';
import { type RawBuilder, sql } from 'kysely';
import { encrypt } from '../keys/encrypt.js';
import type { KeyRing } from '../keys/key-ring.js';

const CONTEXT = Buffer.from('probity-quarantine-1', 'utf8');

/**
 * What could not be taken, column by column: received_at, code, reason, field, subject_hash, envelope.
 *
 * The content is sealed under the master key: whose it is may not be known; where it is, erasing the person deletes the row.
 */
export function quarantineColumns(keys: KeyRing, items: readonly QuarantinedArrival[]) {
  return [
    items.map(({ receivedAt }) => receivedAt),
    items.map(({ code }) => code),
    items.map(({ reason }) => storable(reason)),
    items.map(({ field }) => (field === undefined ? null : storable(field))),
    items.map(({ subject }) => (subject === undefined ? null : keys.subjectHash(subject))),
    items.map(({ content }) => encrypt(keys.wrapping, Buffer.from(content, 'utf8'), CONTEXT)),
  ] as const;
}

/** The statement that writes it where no arrival is written with it. */
export function insertQuarantined(keys: KeyRing, items: readonly QuarantinedArrival[]): RawBuilder<unknown> {
  const [receivedAt, codes, reasons, fields, subjects, envelopes] = quarantineColumns(keys, items);
  return sql`
    INSERT INTO probity.event_quarantine (received_at, code, reason, field, subject_hash, envelope)
    SELECT q.* FROM unnest(${receivedAt}::text[], ${codes}::text[], ${reasons}::text[], ${fields}::text[],
      ${subjects}::bytea[], ${envelopes}::bytea[]) AS q`;
}

/** PostgreSQL refuses a text with a zero character. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

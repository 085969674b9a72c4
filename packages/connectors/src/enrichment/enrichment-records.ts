import type { EnrichmentRecord } from '@probity/domain';
import type { EnrichmentPart } from './open-enrichment.js';

/** What is recorded with a decision of what the sources gave: everything but the values, which the application has. */
export function enrichmentRecords(parts: readonly EnrichmentPart[]): EnrichmentRecord[] {
  return parts.map(({ source, version, asOf, outcome, cached, fields, cause }) => ({
    ...{ source, version, asOf: new Date(asOf).toISOString(), outcome, cached, fields },
    ...(cause === undefined ? {} : { cause }),
  }));
}

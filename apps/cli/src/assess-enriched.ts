import { enrichmentRecords } from '@probity/connectors';
import type { Application } from '@probity/domain';
import type { ScoredApplication, Scorer } from '@probity/scoring';
import type { App } from './app.js';
import { enrichmentFrom, openEnrichmentOf } from './enrich-dataset.js';

/** Fills in what the application does not hold, where `--enrich` or the configuration says how, and assesses it. */
export async function assessEnriched(
  app: App,
  { enrich, subject }: { readonly enrich?: string; readonly subject?: string },
  scorer: Scorer,
  application: unknown,
): Promise<ScoredApplication> {
  const named = await enrichmentFrom(app, enrich);
  // What is no object of fields the scorer refuses, in its words.
  const isObject = typeof application === 'object' && application !== null && !Array.isArray(application);
  if (named === undefined || !isObject) return scorer.assess(application);
  const enrichment = await openEnrichmentOf(app, named);
  const wanted = new Set(scorer.form().map(({ name }) => name));
  const enriched = await enrichment.enrichApplication(application as Application, Date.now(), { wanted, subject });
  const records = enrichmentRecords(enriched.parts);
  return scorer.assess(enriched.application, records.length === 0 ? {} : { enrichment: records });
}

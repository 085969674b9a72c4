import { readFile } from 'node:fs/promises';
import { ProbityError } from '@probity/domain';
import { checkEnrichment, type EnrichmentDefinition } from './enrichment-definition.js';

/** Reads a definition from its JSON file. @throws FILE_NOT_FOUND, CONFIG_INVALID naming the entry */
export async function loadEnrichment(file: string): Promise<EnrichmentDefinition> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new ProbityError('FILE_NOT_FOUND', `the enrichment "${file}" is not there`, { file });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new ProbityError('CONFIG_INVALID', `the enrichment "${file}" is not JSON`, { file });
  }
  return checkEnrichment(value);
}

import { columnLabel } from '@probity/domain';
import type { ModelBundle } from '@probity/scoring';
import type { ReportSection } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { assessExplanations } from './assess-explanations.js';

/** The explanation section of a validation sample. */
export function explanationsOfSample(
  { matrix, labels, basis }: ValidationSample,
  { model, schema }: Pick<ModelBundle, 'model' | 'schema'>,
  seed: number,
): ReportSection {
  const words = new Map(schema.columns.map((column) => [column.name, columnLabel(column)]));
  const labelOf = (feature: string) => words.get(feature) ?? feature;
  return assessExplanations({ model, matrix, labels, seed, labelOf, wereSeen: basis === 'out-of-fold' });
}

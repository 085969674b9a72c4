import { columnNamed, columnsWithRole, isCodedColumn } from '@probity/domain';
import type { ModelBundle } from '@probity/scoring';
import type { ReportSection } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import type { ValidationSettings } from '../validation-settings.js';
import { assessFairness, type FairnessInput } from './assess-fairness.js';
import { readProtectedAttributes } from './read-protected-attributes.js';

/**
 * The fairness section of a validation sample: the protected columns that the settings name, else those of the schema.
 * @param more what else `assessFairness` takes: references, other models' scores, reweighed refits
 * @throws COLUMN_MISSING
 */
export function fairnessOfSample(
  sample: ValidationSample,
  { policy }: Pick<ModelBundle, 'policy'>,
  settings: Pick<ValidationSettings, 'protected' | 'exposure'>,
  drawn: { readonly seed: number; readonly resamples: number },
  more: Partial<FairnessInput> = {},
): ReportSection {
  const present = new Set(sample.table.columns.map(({ name }) => name));
  const names =
    settings.protected ??
    columnsWithRole(sample.schema, 'protected')
      .map(({ name }) => name)
      .filter((name) => present.has(name));
  const { lossGivenDefault, margin } = policy.economics;
  return assessFairness({
    riskScores: sample.riskScores,
    labels: sample.labels,
    attributes: readProtectedAttributes(sample.table, names),
    cutOff: policy.approveBelow,
    economics: { lossGivenDefault, margin, exposure: typicalExposure(sample, settings.exposure) },
    ...drawn,
    ...more,
  });
}

/** Mean of the exposure column; 1 without one. */
function typicalExposure({ table }: ValidationSample, name: string | undefined): number {
  if (name === undefined) return 1;
  const column = columnNamed(table, name);
  if (isCodedColumn(column)) return 1;
  const known = column.values.filter((value) => value > 0);
  return known.length === 0 ? 1 : known.reduce((sum, value) => sum + value, 0) / known.length;
}

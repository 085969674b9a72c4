import type { ModelBundle } from '@probity/scoring';
import type { Dataset } from '@probity/training';
import { type Figure, figure, type ReportSection } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';

/** What the report is about: rows, outcomes, period, and whether the model may have seen them. */
export function assessData(
  sample: ValidationSample,
  bundle: ModelBundle,
  evaluated: Dataset,
  shared: number | undefined,
): ReportSection {
  const { bads, rowCount, periods, dataset } = sample;
  const badRate = bads / rowCount;
  const seen: Figure[] =
    shared === undefined
      ? []
      : [
          figure('sharedRows', 'rows that also stand in the training data, cell by cell', shared, {
            format: 'count',
            ...(shared > 0 ? { note: 'on such rows a model may look better than it is' } : {}),
            method: 'data',
          }),
        ];
  const few = Math.min(bads, rowCount - bads);
  const light =
    few < 50 || (shared ?? 0) > 0.01 * rowCount || sample.description.includes('NOT reproduced') ? 'amber' : 'green';
  return {
    id: 'data',
    title: 'Data',
    status: 'assessed',
    light,
    finding: `${sample.description}: ${bads} of ${rowCount} rows are bad${few < 50 ? '; with fewer than 50 of an outcome every figure is loose' : ''}${(shared ?? 0) > 0 ? `; ${shared} rows also stand in the training data` : ''}.`,
    blocks: [
      {
        kind: 'figures',
        figures: [
          { id: 'basis', label: 'rows are', value: sample.description, format: 'text', method: 'basis' },
          { id: 'dataset', label: 'dataset hash', value: dataset, format: 'text' },
          figure('rows', 'rows', rowCount, { format: 'count' }),
          figure('bads', 'bads', bads, { format: 'count' }),
          figure('badRate', 'bad rate', badRate, { format: 'share' }),
          figure('refusedRows', 'rows refused at ingest', evaluated.quarantined.count, { format: 'count' }),
          {
            id: 'period',
            label: 'period',
            format: 'text',
            ...(periods === undefined || periods.labels.length === 0
              ? { value: null, note: sample.periodsMissing }
              : { value: `${periods.labels[0]} to ${periods.labels.at(-1)}` }),
          },
          ...seen,
        ],
      },
      {
        kind: 'figures',
        title: 'Model',
        figures: [
          { id: 'learner', label: 'learner', value: bundle.provenance.learner, format: 'text' },
          { id: 'trainingDataset', label: 'trained on dataset', value: bundle.provenance.dataset, format: 'text' },
          figure('trainingRows', 'training rows', bundle.provenance.rows, { format: 'count' }),
          figure('features', 'features', bundle.model.features.length, { format: 'count' }),
          figure('approveBelow', 'approves below', bundle.policy.approveBelow, { format: 'share' }),
          figure('declineFrom', 'declines from', bundle.policy.declineFrom, { format: 'share' }),
        ],
      },
    ],
  };
}

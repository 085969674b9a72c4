import { figure, notAssessed, type ReportSection } from '../report/report-section.js';
import type { SealedTestSet } from '../seal/sealed-test-set.js';

/** Whether the sample was a sealed test set, and how often it has been opened. */
export function assessSeal(seal: SealedTestSet | undefined): ReportSection {
  const [id, title] = ['seal', 'Sealed test set'];
  if (seal === undefined) {
    return notAssessed(id, title, 'these rows were not sealed before the model was made (probity validate --seal)');
  }
  const { openings, sealedAt, sealedBy } = seal;
  const times = openings.length;
  const first = openings[0];
  const again = times > 1;
  return {
    id,
    title,
    status: 'assessed',
    light: again ? 'red' : 'green',
    finding: `Opened ${times === 1 ? 'once' : `${times} times`}${first === undefined ? '' : `, first on ${first.at}`}${
      again ? ': what was chosen after the first opening may have been chosen for these rows' : ''
    }.`,
    blocks: [
      {
        kind: 'figures',
        figures: [
          { id: 'sealedAt', label: 'sealed on', value: sealedAt, format: 'text', method: 'seal' },
          { id: 'sealedBy', label: 'sealed by', value: sealedBy, format: 'text' },
          figure('openings', 'opened, times', times, { format: 'count', method: 'seal' }),
        ],
      },
      {
        kind: 'table',
        id: 'openings',
        title: 'Openings',
        columns: [{ label: 'on' }, { label: 'by' }, { label: 'for model' }],
        rows: openings.map(({ at, by, model }) => [at, by, model]),
      },
    ],
  };
}

import { compareAucs, delongAuc, hMeasure, ksStatistic, prAuc } from '@probity/learn';
import { holmAdjust } from '@probity/numerics';
import { notAssessed, type ReportSection, type TableCell, type VerdictLight } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';

/** Another model on the same rows. */
export interface Benchmark {
  readonly name: string;
  /** Risk scores or margins of the sample's rows; higher is riskier. */
  readonly scores: Float64Array;
}

/** The model beside simpler and stronger ones on the same rows, by DeLong's test of correlated AUCs. */
export function assessBenchmarks(
  sample: ValidationSample,
  benchmarks: readonly Benchmark[],
  missing: string,
): ReportSection {
  const [id, title] = ['benchmarks', 'Benchmark models'];
  const { riskScores, labels, bads, rowCount } = sample;
  if (benchmarks.length === 0) return notAssessed(id, title, missing);
  if (bads < 2 || rowCount - bads < 2) return notAssessed(id, title, `only ${bads} of ${rowCount} rows are bad`);
  const tests = benchmarks.map(({ name, scores }) => ({ name, scores, ...compareAucs(riskScores, scores, labels) }));
  const adjusted = holmAdjust(tests.map(({ pValue }) => pValue));
  const better = tests.filter(({ difference }, index) => difference < 0 && (adjusted[index] ?? 1) < 0.05);
  const beatsDummy = tests.every(
    ({ name, difference, interval }) => name !== 'dummy' || (difference > 0 && interval[0] > 0),
  );
  const worst = better.reduce((most, { difference }) => Math.min(most, difference), 0);
  const light: VerdictLight = !beatsDummy || worst < -0.02 ? 'red' : better.length > 0 ? 'amber' : 'green';
  const lights = tests.map(
    ({ difference }, index): VerdictLight =>
      (adjusted[index] ?? 1) >= 0.05 ? 'none' : difference > 0 ? 'green' : 'amber',
  );
  const row = (name: string, scores: Float64Array): TableCell[] => {
    const { auc, interval } = delongAuc(scores, labels);
    return [name, auc, ...interval, ksStatistic(scores, labels), prAuc(scores, labels), hMeasure(scores, labels)];
  };
  return {
    id,
    title,
    status: 'assessed',
    light,
    finding:
      better.length === 0
        ? `No benchmark (${tests.map(({ name }) => name).join(', ')}) is significantly better.`
        : `Significantly better: ${better.map(({ name, difference }) => `${name} by ${(-difference).toFixed(4)} of ROC AUC`).join(', ')}.`,
    blocks: [
      {
        kind: 'table',
        id: 'benchmarks',
        title: 'The same rows, other models',
        method: 'benchmarks',
        note: "Difference: this model's ROC AUC less the other's; p two-sided by DeLong's test for correlated AUCs, corrected by Holm.",
        columns: [
          { label: 'model' },
          { label: 'ROC AUC' },
          { label: '95 % from' },
          { label: 'to' },
          { label: 'KS' },
          { label: 'PR AUC' },
          { label: 'H' },
          { label: 'difference' },
          { label: '95 % from' },
          { label: 'to' },
          { label: 'p, corrected', format: 'p-value' },
        ],
        rows: [
          [...row('this model', riskScores), null, null, null, null],
          ...tests.map(({ name, scores, difference, interval }, index) => [
            ...row(name, scores),
            difference,
            ...interval,
            adjusted[index] ?? null,
          ]),
        ],
        lights: ['none', ...lights],
      },
    ],
  };
}

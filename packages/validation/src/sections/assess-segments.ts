import { type Column, columnNamed, isCodedColumn } from '@probity/domain';
import { exactRateInterval, holmAdjust, normalSurvival, quantile } from '@probity/numerics';
import { notAssessed, type ReportSection, type TableCell, type VerdictLight } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { aucOf } from './assess-out-of-time.js';

/** Levels beyond this many are put together. */
const MOST_LEVELS = 12;

/** A part of the sample by the values of one column. */
export interface Segment {
  readonly column: string;
  readonly label: string;
  readonly rows: Uint32Array;
}

/** Discrimination and calibration by segment, the calibration tests corrected for their number. */
export function assessSegments(sample: ValidationSample, columns: readonly string[]): ReportSection {
  const [id, title] = ['segments', 'By segment'];
  if (columns.length === 0) return notAssessed(id, title, 'no segment column was named (`segments`, --segment)');
  const segments = columns.flatMap((column) => segmentsOf(columnNamed(sample.table, column)));
  const tests = segments.map((segment) => {
    const bads = segment.rows.reduce((total, row) => total + (sample.labels[row] ?? 0), 0);
    const gap = calibrationGap(sample, segment.rows);
    return { segment, bads, auc: aucOf(sample, segment.rows), ...gap };
  });
  const adjusted = holmAdjust(tests.map(({ pValue }) => pValue));
  const lights = tests.map(({ observed, expected }, index): VerdictLight => {
    const p = adjusted[index] ?? Number.NaN;
    if (Number.isNaN(p)) return 'none';
    if (p >= 0.05) return 'green';
    return observed > expected && p < 0.01 ? 'red' : 'amber';
  });
  const off = tests.filter((_, index) => (adjusted[index] ?? 1) < 0.05);
  return {
    id,
    title,
    status: 'assessed',
    light: lights.includes('red') ? 'red' : lights.includes('amber') ? 'amber' : 'green',
    finding:
      off.length === 0
        ? `No segment of ${columns.join(', ')} departs significantly from its prediction.`
        : `${off.length} of ${segments.length} segments depart from their prediction: ${off
            .slice(0, 4)
            .map(
              ({ segment, observed, expected }) => `${segment.label} (${observed > expected ? 'more' : 'fewer'} bads)`,
            )
            .join(', ')}${off.length > 4 ? ', …' : ''}.`,
    blocks: [
      {
        kind: 'table',
        id: 'segments',
        title: 'By segment',
        method: 'segments',
        note: 'p: that bads are as many as predicted, normal approximation, corrected by Holm for all segments. No AUC below 10 rows of an outcome.',
        columns: [
          { label: 'column' },
          { label: 'segment' },
          { label: 'rows', format: 'count' },
          { label: 'bads', format: 'count' },
          { label: 'predicted', format: 'share' },
          { label: 'observed', format: 'share' },
          { label: '95 % from', format: 'share' },
          { label: 'to', format: 'share' },
          { label: 'p, corrected', format: 'p-value' },
          { label: 'ROC AUC' },
          { label: '95 % from' },
          { label: 'to' },
        ],
        rows: tests.map(({ segment, bads, auc, observed, expected }, index): TableCell[] => {
          const p = adjusted[index] ?? Number.NaN;
          return [
            segment.column,
            segment.label,
            segment.rows.length,
            bads,
            expected,
            observed,
            ...exactRateInterval(bads, segment.rows.length),
            Number.isNaN(p) ? null : p,
            auc?.auc ?? null,
            auc?.interval[0] ?? null,
            auc?.interval[1] ?? null,
          ];
        }),
        lights,
      },
    ],
  };
}

/** Observed against predicted in some rows; z = (bads − Σ p) / √ Σ p (1 − p). */
function calibrationGap(sample: ValidationSample, rows: Uint32Array) {
  let [bads, predicted, variance] = [0, 0, 0];
  for (const row of rows) {
    const score = sample.riskScores[row] ?? 0;
    bads += sample.labels[row] ?? 0;
    predicted += score;
    variance += score * (1 - score);
  }
  const z = variance < 1 ? Number.NaN : (bads - predicted) / Math.sqrt(variance);
  return {
    observed: bads / rows.length,
    expected: predicted / rows.length,
    z,
    pValue: 2 * normalSurvival(Math.abs(z)),
  };
}

/** Levels of a category (the commonest, the rest together), quarters of a number, missing values apart. */
function segmentsOf(column: Column): readonly Segment[] {
  const labelOf = isCodedColumn(column) ? levelLabeller(column) : rangeLabeller(column.values, column.kind);
  const rows = new Map<string, number[]>();
  const count = isCodedColumn(column) ? column.codes.length : column.values.length;
  for (let row = 0; row < count; row++) {
    const label = labelOf.of(row);
    const list = rows.get(label);
    if (list === undefined) rows.set(label, [row]);
    else list.push(row);
  }
  return labelOf.order
    .filter((label) => rows.has(label))
    .map((label) => ({ column: column.name, label, rows: Uint32Array.from(rows.get(label) ?? []) }));
}

interface Labeller {
  readonly order: readonly string[];
  of(row: number): string;
}

function levelLabeller(column: Extract<Column, { codes: Int32Array }>): Labeller {
  const counts = column.levels.map(() => 0);
  for (const code of column.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const commonest = column.levels
    .map((_, code) => code)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .slice(0, MOST_LEVELS);
  const kept = new Set(commonest);
  return {
    order: [...[...kept].sort((a, b) => a - b).map((code) => column.levels[code] ?? ''), 'other values', 'missing'],
    of: (row) => {
      const code = column.codes[row] ?? -1;
      if (code < 0) return 'missing';
      return kept.has(code) ? (column.levels[code] ?? '') : 'other values';
    },
  };
}

function rangeLabeller(values: Float64Array, kind: string): Labeller {
  const distinct = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (distinct.length <= 6) {
    const text = (value: number) => (kind === 'boolean' ? (value === 1 ? 'yes' : 'no') : String(value));
    return {
      order: [...distinct.map(text), 'missing'],
      of: (row) => (Number.isNaN(values[row] ?? Number.NaN) ? 'missing' : text(values[row] ?? 0)),
    };
  }
  const edges = [...new Set([0.25, 0.5, 0.75].map((share) => quantile(values, share)))];
  const words = [
    ...edges.map((edge) => `up to ${Number(edge.toPrecision(6))}`),
    `above ${Number((edges.at(-1) ?? 0).toPrecision(6))}`,
  ];
  return {
    order: [...words, 'missing'],
    of: (row) => {
      const value = values[row] ?? Number.NaN;
      if (Number.isNaN(value)) return 'missing';
      const position = edges.findIndex((edge) => value <= edge);
      return words[position < 0 ? words.length - 1 : position] ?? '';
    },
  };
}

import {
  type Feature,
  type FeatureMatrix,
  type MonotoneVerdict,
  margins,
  rocAuc,
  selectRows,
  verifyModelMonotone,
} from '@probity/learn';
import { quantileOfSorted } from '@probity/numerics';
import type { ModelBundle } from '@probity/scoring';
import { notAssessed, type ReportSection, type TableCell, type VerdictLight } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';
import { drawRows, withColumn } from './assess-sensitivity.js';

const MOST_ROWS = 300;
const STEPS = 20;
/** Log-odds below which a step back is rounding. */
const TOLERANCE = 1e-9;

/** 1: the risk rises with the feature; −1: it falls. */
type Direction = 1 | -1;

/**
 * Whether the risk goes the stated way with each number, whatever the other features are. Models of trees are searched for every
 * row there can be: the direction is proved, or a counter-example is found. All models: rows are moved through the feature's
 * quantiles and every step back is counted, with the worst row as the counter-example.
 *
 * Directions that the model was trained to keep count as stated. Where none is stated, it is that of the outcomes on this
 * sample (the feature's own AUC beyond 0.55 or 0.45).
 */
export function assessMonotonicity(
  sample: ValidationSample,
  bundle: ModelBundle,
  asked: Readonly<Record<string, Direction>>,
  seed: number,
): ReportSection {
  const [id, title] = ['monotonicity', 'Monotonicity'];
  const rows = drawRows(sample.rowCount, seed, MOST_ROWS);
  const matrix = selectRows(sample.matrix, rows);
  const stated: Readonly<Record<string, Direction>> = { ...directionsOfTraining(bundle), ...asked };
  const unknown = Object.keys(stated).filter(
    (name) => !matrix.features.some((feature) => feature.name === name && feature.kind === 'numeric'),
  );
  const checks = matrix.features.flatMap((feature, index) => {
    if (feature.kind !== 'numeric') return [];
    const expected = stated[feature.name] ?? directionInData(sample, index);
    const found = checkFeature(bundle, matrix, index, ordinaryValues(feature, sample.matrix.columns[index]));
    return found === undefined
      ? []
      : [
          {
            ...{ name: feature.name, isStated: stated[feature.name] !== undefined, expected, ...found },
            verdict: verdictOn(bundle, feature.name, stated[feature.name]),
          },
        ];
  });
  if (checks.length === 0) return notAssessed(id, title, 'the model has no numeric feature with two values');
  const lights = checks.map(({ expected, isStated, rising, falling, mean, verdict }): VerdictLight => {
    if (expected === undefined) return 'none';
    const against = expected === 1 ? falling : rising;
    if (verdict?.verdict === 'proved') return 'green';
    if (isStated) return verdict?.verdict === 'broken' || against.steps > 0 ? 'red' : 'green';
    return mean !== 0 && mean > 0 !== (expected === 1) ? 'amber' : 'green';
  });
  const broken = checks.filter((_, index) => lights[index] === 'red');
  const doubtful = checks.filter((_, index) => lights[index] === 'amber');
  const list = (some: readonly { name: string }[]) =>
    some
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ');
  const statedCount = checks.filter(({ isStated }) => isStated).length;
  const provedCount = checks.filter(({ verdict }) => verdict?.verdict === 'proved').length;
  return {
    id,
    title,
    status: 'assessed',
    light: broken.length > 0 ? 'red' : doubtful.length > 0 ? 'amber' : statedCount > 0 ? 'green' : 'none',
    finding: [
      statedCount === 0
        ? 'No direction was stated'
        : broken.length === 0
          ? `All ${statedCount} stated directions hold, ${provedCount} of them proved for every row`
          : `The stated direction is broken by ${list(broken)}`,
      doubtful.length === 0
        ? 'no average effect runs against the outcomes.'
        : `on average against the outcomes: ${list(doubtful)}.`,
    ].join('; '),
    gaps: unknown.map((name) => ({ what: `direction of "${name}"`, reason: 'it is no numeric feature of the model' })),
    blocks: [
      {
        kind: 'table',
        id: 'monotonicity',
        title: `${rows.length} rows moved through ${STEPS} quantile steps of each number`,
        method: 'monotonicity',
        columns: [
          { label: 'feature' },
          { label: 'expected' },
          { label: 'by' },
          { label: 'steps up', format: 'share' },
          { label: 'steps down', format: 'share' },
          { label: 'mean effect end to end, log-odds' },
          { label: 'worst step back, log-odds' },
          { label: 'row', format: 'count' },
          { label: 'from' },
          { label: 'to' },
          { label: 'every row' },
        ],
        note: 'Every row: what a search through all values of all features found; empty where the model is not made of trees or nothing was stated. The row counts accepted data rows from 1. Where nothing is expected, the worst step back is the larger of the two directions taken the smaller way.',
        rows: checks.map(({ name, expected, isStated, rising, falling, steps, mean, verdict }): TableCell[] => {
          const against = expected === undefined ? (mean >= 0 ? falling : rising) : expected === 1 ? falling : rising;
          const example = against.steps === 0 ? undefined : against;
          // Where the rows at hand show nothing, the search may still have found what no row of theirs shows.
          const found = example === undefined && verdict?.verdict === 'broken' ? verdict.counterexample : undefined;
          const index = matrix.features.findIndex((feature) => feature.name === name);
          return [
            name,
            expected === undefined ? null : expected === 1 ? 'rising' : 'falling',
            expected === undefined ? null : isStated ? 'stated' : 'outcomes',
            rising.steps / steps,
            falling.steps / steps,
            mean,
            example?.largest ?? Math.abs(found?.change ?? 0),
            example === undefined ? null : (sample.rows[rows[example.row] ?? 0] ?? 0) + 1,
            example?.from ?? found?.lower[index] ?? null,
            example?.to ?? found?.upper[index] ?? null,
            verdict?.verdict ?? null,
          ];
        }),
        lights,
      },
    ],
  };
}

/** The directions that the model was trained to keep, as `trainModel` records them. */
function directionsOfTraining({ provenance }: ModelBundle): Record<string, Direction> {
  const { monotone = {} } = (provenance.settings ?? {}) as { readonly monotone?: Readonly<Record<string, unknown>> };
  return Object.fromEntries(
    Object.entries(monotone).flatMap(([name, sign]) => (sign === 1 || sign === -1 ? [[name, sign]] : [])),
  );
}

function verdictOn({ model }: ModelBundle, name: string, stated: Direction | undefined): MonotoneVerdict | undefined {
  return stated === undefined ? undefined : verifyModelMonotone(model, name, stated);
}

interface Steps {
  steps: number;
  largest: number;
  row: number;
  from: number;
  to: number;
}

function checkFeature(bundle: ModelBundle, matrix: FeatureMatrix, index: number, values: Float64Array) {
  const grid = [
    ...new Set(
      Array.from({ length: STEPS + 1 }, (_, step) =>
        values.length === 0 ? 0 : quantileOfSorted(values, step / STEPS),
      ),
    ),
  ];
  if (values.length === 0 || grid.length < 2) return undefined;
  const none = (): Steps => ({ steps: 0, largest: 0, row: 0, from: 0, to: 0 });
  const [rising, falling] = [none(), none()];
  let [mean, steps] = [0, 0];
  let before: Float64Array | undefined;
  for (const [position, value] of grid.entries()) {
    const now = margins(bundle.model, withColumn(matrix, index, new Float64Array(matrix.rowCount).fill(value)));
    for (let row = 0; before !== undefined && row < now.length; row++) {
      const change = (now[row] ?? 0) - (before[row] ?? 0);
      mean += change / now.length;
      steps += 1;
      if (Math.abs(change) <= TOLERANCE) continue;
      const side = change > 0 ? rising : falling;
      side.steps += 1;
      if (Math.abs(change) > side.largest) {
        Object.assign(side, { largest: Math.abs(change), row, from: grid[position - 1] ?? value, to: value });
      }
    }
    before = now;
  }
  return { rising, falling, mean, steps };
}

function ordinaryValues(feature: Feature, column: Float64Array | undefined): Float64Array {
  const codes = feature.specialCodes ?? [];
  return (column ?? new Float64Array()).filter((value) => !Number.isNaN(value) && !codes.includes(value)).sort();
}

function directionInData(sample: ValidationSample, index: number): Direction | undefined {
  const feature = sample.matrix.features[index];
  const column = sample.matrix.columns[index] ?? new Float64Array();
  const codes = feature?.specialCodes ?? [];
  const rows = Uint32Array.from(column.keys()).filter(
    (row) => !Number.isNaN(column[row]) && !codes.includes(column[row] ?? 0),
  );
  const auc = rocAuc(
    Float64Array.from(rows, (row) => column[row] ?? 0),
    Uint8Array.from(rows, (row) => sample.labels[row] ?? 0),
  );
  if (auc > 0.55) return 1;
  return auc < 0.45 ? -1 : undefined;
}

import {
  type Column,
  columnNamed,
  columnsWithRole,
  type DatasetHash,
  type DatasetSchema,
  isCodedColumn,
  ProbityError,
  selectTableRows,
  type Table,
} from '@probity/domain';
import { type FeatureMatrix, margins, selectRows } from '@probity/learn';
import { type Periods, periodsOf } from '@probity/monitoring';
import { type ModelBundle, scoreMargin } from '@probity/scoring';
import { buildFeatureMatrix, buildLabels, type Dataset } from '@probity/training';
import type { ValidationSettings } from '../validation-settings.js';

/** Rows with known outcomes and what the model said of them without having seen them. All arrays run over its rows. */
export interface ValidationSample {
  /** `sample`: rows of another data set; `out-of-fold`: training rows, each scored by a model refitted without it. */
  readonly basis: 'sample' | 'out-of-fold';
  readonly description: string;
  readonly dataset: DatasetHash;
  readonly rowCount: number;
  /** Row numbers in the data set, from 0. */
  readonly rows: Uint32Array;
  readonly riskScores: Float64Array;
  readonly labels: Uint8Array;
  readonly bads: number;
  readonly matrix: FeatureMatrix;
  readonly table: Table;
  readonly schema: DatasetSchema;
  /** Undefined when there is no usable time column; `periodsMissing` says why. */
  readonly periods: Periods | undefined;
  readonly periodsMissing: string;
  readonly exposures: Float64Array | undefined;
}

/** What a sample is made of. */
export interface ScoredDataset {
  readonly basis: ValidationSample['basis'];
  readonly description: string;
  readonly dataset: Dataset;
  /** Which rows, and their risk scores. */
  readonly rows: Uint32Array;
  readonly riskScores: Float64Array;
}

/** Puts rows, scores and the columns that settings name together. @throws COLUMN_MISSING, SCHEMA_INVALID, TARGET_INVALID */
export function buildSample(
  { basis, description, dataset, rows, riskScores }: ScoredDataset,
  bundle: ModelBundle,
  settings: ValidationSettings,
): ValidationSample {
  const labelsOfAll = buildLabels(dataset.table, bundle.schema);
  const labels = Uint8Array.from(rows, (row) => labelsOfAll[row] ?? 0);
  const whole = buildFeatureMatrix(dataset.table, bundle.schema, bundle.model.features);
  const all = rows.length === dataset.table.rowCount;
  const table = all ? dataset.table : selectTableRows(dataset.table, rows);
  const time = settings.time ?? columnsWithRole(dataset.schema, 'time')[0]?.name;
  const { periods, periodsMissing } = readPeriods(table, time);
  return {
    basis,
    description,
    dataset: dataset.hash,
    rowCount: rows.length,
    rows,
    riskScores,
    labels,
    bads: labels.reduce((total, label) => total + label, 0),
    matrix: all ? whole : selectRows(whole, rows),
    table,
    schema: dataset.schema,
    periods,
    periodsMissing,
    exposures: settings.exposure === undefined ? undefined : readExposures(table, settings.exposure),
  };
}

/** Every row's risk score by the finished model. */
export function scoreDataset(bundle: ModelBundle, dataset: Dataset): Float64Array {
  const matrix = buildFeatureMatrix(dataset.table, bundle.schema, bundle.model.features);
  return riskScoresOf(bundle, matrix);
}

export function riskScoresOf({ model, calibration, policy }: ModelBundle, matrix: FeatureMatrix): Float64Array {
  return margins(model, matrix).map((margin) => scoreMargin(calibration, policy, margin).riskScore);
}

function readPeriods(table: Table, time: string | undefined) {
  if (time === undefined) {
    return { periods: undefined, periodsMissing: 'the data have no time column; name one (`time`, --time)' };
  }
  const column = columnNamed(table, time);
  if (isCodedColumn(column)) {
    throw new ProbityError('SCHEMA_INVALID', `time column "${time}" must be a date, a time or a number`, {
      field: time,
    });
  }
  const periods = periodsOf(column.values, column.kind);
  return {
    periods,
    periodsMissing: periods.labels.length < 2 ? `column "${time}" holds fewer than two periods` : '',
  };
}

function readExposures(table: Table, name: string): Float64Array {
  const column: Column = columnNamed(table, name);
  if (isCodedColumn(column) || column.values.some((value) => value < 0)) {
    throw new ProbityError('SCHEMA_INVALID', `exposure column "${name}" must hold numbers ≥ 0`, { field: name });
  }
  // A missing amount earns and loses nothing; the section says how many there are.
  return column.values.map((value) => (Number.isNaN(value) ? 0 : value));
}

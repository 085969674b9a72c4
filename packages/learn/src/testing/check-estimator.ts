import { canonicalJson, type ErrorCode, type JsonValue, ProbityError } from '@probity/domain';
import type { KernelThreads } from '@probity/numerics';
import {
  type Feature,
  type FeatureMatrix,
  readRow,
  selectTrainingRows,
  type TrainingData,
} from '../matrix/feature-matrix.js';
import { rocAuc } from '../metrics/roc-auc.js';
import type { FitContext, Learner } from '../model/learner.js';
import { explanations, type Model, type ModelParts, margins } from '../model/model.js';
import { restoreModel } from '../model/restore-model.js';
import { awkwardRows, simulateRows } from './simulate-rows.js';

/** What an estimator claims of itself where estimators may differ. */
export interface EstimatorClaims {
  /** False for a baseline that says the same of every row. Default true. */
  readonly learns?: boolean;
  /**
   * How far margins may be apart when a weight of k takes the place of k equal rows, and 0 that of no row.
   * Left out by an estimator that does not claim it.
   */
  readonly weightsAsRepeats?: number;
  /**
   * Makes threads that work together, for an estimator whose kernels use them. The package knows no platform, so the test
   * brings them: `createKernelThreads` of `@probity/threads`. Left out: threads are not tried.
   */
  readonly threads?: (count: number) => KernelThreads;
}

/** One check of the contract: `run` throws an Error that says what was wrong. */
export interface EstimatorCheck {
  /** The claim in words, to be used as the test's name. */
  readonly claim: string;
  run(): void;
}

/**
 * The contract that every estimator fulfils, as checks for any test runner.
 *
 * @param makeLearner called once per check
 * @example for (const { claim, run } of checkEstimator(makeLearner)) it(claim, run);
 */
export function checkEstimator(makeLearner: () => Learner, claims: EstimatorClaims = {}): readonly EstimatorCheck[] {
  const fit = (data: TrainingData, seed = 1): Model => makeLearner().fit(data, { seed });
  const checks: EstimatorCheck[] = [
    { claim: 'equal seeds give equal bytes', run: () => sameSeedSameBytes(fit) },
    { claim: 'a restored model has the same margins and contributions, bit for bit', run: () => restores(fit) },
    { claim: 'parts that are damaged are refused with BUNDLE_INVALID', run: () => refusesDamage(fit) },
    { claim: 'a batch gives what its rows give one by one', run: () => batchEqualsRows(fit) },
    { claim: 'explanations of many rows at once are those row by row, bit for bit', run: () => explainsManyRows(fit) },
    { claim: 'baseline and contributions add up to the margin within 1e-9', run: () => addsUp(fit) },
    { claim: 'missing cells, unseen levels and absurd numbers give finite margins', run: () => finiteOnAwkward(fit) },
    { claim: 'odd columns (all missing, constant, one level, sparse) can be learned from', run: () => oddColumns(fit) },
    { claim: 'one feature is enough', run: () => oneFeature(fit) },
    { claim: 'two rows are enough', run: () => finite(fit(simulateRows(2, 5)), simulateRows(2, 5).matrix) },
    { claim: 'inputs are left as they were', run: () => leavesInputs(fit) },
    { claim: 'the fit can be cancelled', run: () => cancels(makeLearner()) },
    { claim: 'progress rises within [0, 1]', run: () => reportsProgress(makeLearner()) },
    { claim: 'one outcome only is refused with TARGET_INVALID', run: () => refusesOneOutcome(fit) },
    { claim: 'lengths that differ are refused with SHAPE_MISMATCH', run: () => refusesShapes(fit) },
    { claim: 'infinities and codes without a level are refused with VALUE_OUT_OF_RANGE', run: () => refusesCells(fit) },
    { claim: 'weights that are negative or NaN are refused with INVALID_ARGUMENT', run: () => refusesWeights(fit) },
  ];
  if (claims.learns ?? true) {
    checks.push(
      { claim: 'ranks unseen rows clearly better than chance', run: () => learns(fit) },
      { claim: 'separable outcomes are separated, with finite margins', run: () => separates(fit) },
      { claim: 'the order of the features does not change the quality', run: () => orderOfFeatures(fit) },
    );
  }
  const { threads } = claims;
  if (threads !== undefined) {
    checks.push(
      { claim: 'any number of threads gives the same bytes', run: () => sameBytesWithThreads(makeLearner, threads) },
      { claim: 'a batch with threads gives what its rows give one by one', run: () => batchWithThreads(fit, threads) },
    );
  }
  const tolerance = claims.weightsAsRepeats;
  if (tolerance !== undefined) {
    checks.push({
      claim: 'a weight of k counts as k equal rows, 0 as none',
      run: () => weightsAsRepeats(fit, tolerance),
    });
  }
  return checks;
}

type Fit = (data: TrainingData, seed?: number) => Model;

function sameSeedSameBytes(fit: Fit): void {
  const data = simulateRows(300, 11);
  const first = fit(data, 7).toParts();
  const second = fit(data, 7).toParts();
  assert(bytesOf(first) === bytesOf(second), 'two fits of one seed differ');
}

function restores(fit: Fit): void {
  const data = simulateRows(300, 12);
  const model = fit(data);
  const parts = model.toParts();
  // As a bundle does: the JSON goes through text.
  const stored = { ...parts, json: JSON.parse(canonicalJson(parts.json as JsonValue)) as unknown };
  const restored = restoreModel(stored);
  assert(restored.kind === model.kind, `kind ${model.kind} became ${restored.kind}`);
  assert(bytesOf(restored.toParts()) === bytesOf(parts), 'the parts of the restored model differ');
  const width = data.matrix.features.length;
  const before = new Float64Array(width);
  const after = new Float64Array(width);
  for (const row of [...rowsOf(data.matrix), ...awkwardRows(width)]) {
    assert(Object.is(restored.margin(row), model.margin(row)), `margin of ${row} differs`);
    assert(Object.is(restored.explain(row, after), model.explain(row, before)), `baseline of ${row} differs`);
    assert(
      before.every((value, feature) => Object.is(value, after[feature])),
      `contributions of ${row} differ`,
    );
  }
}

function refusesDamage(fit: Fit): void {
  const parts = fit(simulateRows(120, 13)).toParts();
  const json = parts.json as Record<string, unknown>;
  const damaged: [string, ModelParts][] = [
    ['unknown kind', { ...parts, kind: 'constructor' }],
    ['json null', { ...parts, json: null }],
    ['json a list', { ...parts, json: [] }],
    ['features empty objects', { ...parts, json: { ...json, features: [{}] } }],
  ];
  for (const [name, array] of Object.entries(parts.arrays)) {
    const { [name]: _dropped, ...others } = parts.arrays;
    damaged.push([`array ${name} missing`, { ...parts, arrays: others }]);
    if (array.length > 0)
      damaged.push([`array ${name} cut short`, { ...parts, arrays: { ...others, [name]: array.slice(1) } }]);
    if (array instanceof Float64Array && array.length > 0) {
      const poisoned = array.slice().fill(Number.NaN);
      damaged.push([`array ${name} all NaN`, { ...parts, arrays: { ...others, [name]: poisoned } }]);
    }
  }
  for (const [what, candidate] of damaged) expectCode('BUNDLE_INVALID', what, () => restoreModel(candidate));
}

function batchEqualsRows(fit: Fit): void {
  const data = simulateRows(200, 14);
  const model = fit(data);
  const batch = margins(model, data.matrix);
  for (const [index, row] of rowsOf(data.matrix).entries()) {
    assert(Object.is(model.margin(row), batch[index]), `row ${index} differs`);
  }
}

function explainsManyRows(fit: Fit): void {
  const data = simulateRows(200, 14);
  const model = fit(data);
  const width = model.features.length;
  const own = new Float64Array(width);
  const { baselines, contributions } = explanations(model, data.matrix);
  for (const [index, row] of rowsOf(data.matrix).entries()) {
    assert(Object.is(model.explain(row, own), baselines[index]), `baseline of row ${index} differs`);
    assert(
      own.every((value, feature) => Object.is(value, contributions[index * width + feature])),
      `contributions of row ${index} differ`,
    );
  }
}

/** Enough rows that kernels divide them among threads; weights, so that sums are not of ones. */
const THREADED_ROWS = 8_000;

function sameBytesWithThreads(makeLearner: () => Learner, threads: (count: number) => KernelThreads): void {
  const data = simulateRows(THREADED_ROWS, 33);
  const weights = Float64Array.from(data.labels, (_, row) => 0.5 + (row % 7));
  for (const given of [data, { ...data, weights }]) {
    const bytesWith = (context: FitContext) => bytesOf(makeLearner().fit(given, context).toParts());
    const alone = bytesWith({ seed: 5 });
    for (const count of [2, 3]) {
      const together = bytesWith({ seed: 5, threads: threads(count) });
      assert(together === alone, `${count} threads give other bytes than one`);
    }
  }
}

function batchWithThreads(fit: Fit, threads: (count: number) => KernelThreads): void {
  const model = fit(simulateRows(400, 34));
  const { matrix } = simulateRows(THREADED_ROWS, 35);
  for (const count of [2, 3]) {
    const batch = margins(model, matrix, { threads: threads(count) });
    for (const [index, row] of rowsOf(matrix).entries()) {
      assert(Object.is(model.margin(row), batch[index]), `row ${index} differs with ${count} threads`);
    }
  }
}

function addsUp(fit: Fit): void {
  const data = simulateRows(300, 15);
  const model = fit(data);
  const width = data.matrix.features.length;
  const contributions = new Float64Array(width);
  for (const row of [...rowsOf(data.matrix), ...awkwardRows(width)]) {
    // What was in there before must not matter.
    contributions.fill(Number.NaN);
    const baseline = model.explain(row, contributions);
    const total = contributions.reduce((sum, value) => sum + value, baseline);
    const gap = Math.abs(total - model.margin(row));
    assert(gap <= 1e-9, `off by ${gap} for ${row}`);
  }
}

function finiteOnAwkward(fit: Fit): void {
  const model = fit(simulateRows(300, 16));
  for (const row of awkwardRows(model.features.length)) {
    assert(Number.isFinite(model.margin(row)), `margin of ${row} is ${model.margin(row)}`);
  }
}

function oddColumns(fit: Fit): void {
  const data = simulateRows(200, 17);
  const rows = data.matrix.rowCount;
  const odd: [Feature, Float64Array][] = [
    [{ name: 'all missing', kind: 'numeric' }, new Float64Array(rows).fill(Number.NaN)],
    [{ name: 'all missing category', kind: 'category', levels: ['a', 'b'] }, new Float64Array(rows).fill(Number.NaN)],
    [{ name: 'constant', kind: 'numeric' }, new Float64Array(rows).fill(3)],
    [{ name: 'one level', kind: 'category', levels: ['only'] }, new Float64Array(rows)],
    [{ name: 'no level', kind: 'category', levels: [] }, new Float64Array(rows).fill(Number.NaN)],
    [{ name: 'one value', kind: 'numeric' }, new Float64Array(rows).fill(Number.NaN).fill(7, 0, 1)],
    [
      { name: 'huge', kind: 'numeric' },
      Float64Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 1e300 : -1e300)),
    ],
    [{ name: 'tiny', kind: 'numeric' }, Float64Array.from({ length: rows }, (_, row) => row * 1e-300)],
  ];
  const together: TrainingData = {
    ...data,
    matrix: {
      rowCount: rows,
      features: [...data.matrix.features, ...odd.map(([feature]) => feature)],
      columns: [...data.matrix.columns, ...odd.map(([, column]) => column)],
    },
  };
  finite(fit(together), together.matrix);
  for (const [feature, column] of odd) {
    const alone = { ...data, matrix: { rowCount: rows, features: [feature], columns: [column] } };
    finite(fit(alone), alone.matrix);
  }
}

function oneFeature(fit: Fit): void {
  const data = simulateRows(200, 18);
  for (let index = 0; index < data.matrix.features.length; index++) {
    const matrix = pickFeatures(data.matrix, [index]);
    finite(fit({ ...data, matrix }), matrix);
  }
}

function leavesInputs(fit: Fit): void {
  const plain = simulateRows(200, 19);
  const data = { ...plain, weights: new Float64Array(200).fill(1.5) };
  const copy = structuredCloneOf(data);
  const model = fit(data);
  const row = new Float64Array(data.matrix.features.length);
  readRow(data.matrix, 0, row);
  const rowCopy = row.slice();
  model.margin(row);
  model.explain(row, new Float64Array(row.length));
  assert(sameNumbers(row, rowCopy), 'the row was changed');
  assert(sameNumbers(data.labels, copy.labels), 'labels were changed');
  assert(sameNumbers(data.weights, copy.weights), 'weights were changed');
  for (const [index, column] of data.matrix.columns.entries()) {
    assert(sameNumbers(column, copy.columns[index]), `column ${index} was changed`);
  }
  // Parts belong to the caller: writing into them must not reach the model.
  const first = model.toParts().arrays;
  const second = model.toParts().arrays;
  for (const name of Object.keys(first)) {
    assert(first[name].buffer !== second[name].buffer, `the model shares its array ${name} with its parts`);
  }
}

function cancels(learner: Learner): void {
  expectCode('CANCELLED', 'an aborted signal', () =>
    learner.fit(simulateRows(200, 20), { seed: 1, signal: { aborted: true } }),
  );
}

function reportsProgress(learner: Learner): void {
  let last = 0;
  const onProgress = (share: number): void => {
    assert(share >= last && share <= 1, `progress went from ${last} to ${share}`);
    last = share;
  };
  learner.fit(simulateRows(200, 21), { seed: 1, onProgress });
}

function refusesOneOutcome(fit: Fit): void {
  const { matrix } = simulateRows(50, 22);
  for (const outcome of [0, 1]) {
    const labels = new Uint8Array(50).fill(outcome);
    expectCode('TARGET_INVALID', `all labels ${outcome}`, () => fit({ matrix, labels }));
  }
  const data = simulateRows(50, 22);
  const weights = Float64Array.from(data.labels, (label) => label);
  expectCode('TARGET_INVALID', 'goods of no weight', () => fit({ ...data, weights }));
}

function refusesShapes(fit: Fit): void {
  const data = simulateRows(50, 23);
  const { matrix } = data;
  const shorter = [matrix.columns[0].slice(1), ...matrix.columns.slice(1)];
  const cases: [string, TrainingData][] = [
    ['labels', { ...data, labels: data.labels.slice(1) }],
    ['weights', { ...data, weights: new Float64Array(49) }],
    ['a column', { ...data, matrix: { ...matrix, columns: shorter } }],
    ['columns', { ...data, matrix: { ...matrix, columns: matrix.columns.slice(1) } }],
  ];
  for (const [what, wrong] of cases) expectCode('SHAPE_MISMATCH', `${what} too short`, () => fit(wrong));
}

function refusesCells(fit: Fit): void {
  const data = simulateRows(50, 31);
  for (const [index, { kind }] of data.matrix.features.entries()) {
    for (const value of kind === 'category' ? [4, -1, 0.5, Infinity] : [Infinity, -Infinity]) {
      const columns = data.matrix.columns.map((column, other) =>
        other === index ? column.slice().fill(value, 9, 10) : column,
      );
      expectCode('VALUE_OUT_OF_RANGE', `${value} in column ${index}`, () =>
        fit({ ...data, matrix: { ...data.matrix, columns } }),
      );
    }
  }
}

function refusesWeights(fit: Fit): void {
  const data = simulateRows(50, 24);
  for (const weight of [-1, Number.NaN, Infinity]) {
    const weights = new Float64Array(50).fill(1).fill(weight, 3, 4);
    expectCode('INVALID_ARGUMENT', `a weight of ${weight}`, () => fit({ ...data, weights }));
  }
}

function learns(fit: Fit): void {
  const fresh = simulateRows(2000, 26);
  const auc = rocAuc(margins(fit(simulateRows(1000, 25)), fresh.matrix), fresh.labels);
  assert(auc > 0.75, `ROC AUC on unseen rows is ${auc}`);
}

function separates(fit: Fit): void {
  const rows = 200;
  const column = Float64Array.from({ length: rows }, (_, row) => row);
  const labels = Uint8Array.from(column, (value) => (value < 100 ? 0 : 1));
  const matrix: FeatureMatrix = { rowCount: rows, features: [{ name: 'x', kind: 'numeric' }], columns: [column] };
  const model = fit({ matrix, labels });
  finite(model, matrix);
  const auc = rocAuc(margins(model, matrix), labels);
  assert(auc > 0.99, `ROC AUC on separable rows is ${auc}`);
}

function orderOfFeatures(fit: Fit): void {
  const data = simulateRows(1000, 27);
  const fresh = simulateRows(2000, 28);
  const backwards = data.matrix.features.map((_, index) => index).reverse();
  const auc = rocAuc(margins(fit(data), fresh.matrix), fresh.labels);
  const turned = fit({ ...data, matrix: pickFeatures(data.matrix, backwards) });
  const aucTurned = rocAuc(margins(turned, pickFeatures(fresh.matrix, backwards)), fresh.labels);
  assert(Math.abs(auc - aucTurned) < 0.01, `ROC AUC ${auc} became ${aucTurned}`);
}

function weightsAsRepeats(fit: Fit, tolerance: number): void {
  const data = simulateRows(240, 29);
  const weights = Float64Array.from(data.labels, (_, row) => row % 4);
  const repeated = Uint32Array.from(data.labels.keys()).reduce<number[]>((rows, row) => {
    for (let copy = 0; copy < row % 4; copy++) rows.push(row);
    return rows;
  }, []);
  const weighted = margins(fit({ ...data, weights }), data.matrix);
  const spelledOut = margins(fit(selectTrainingRows(data, Uint32Array.from(repeated))), data.matrix);
  for (let row = 0; row < weighted.length; row++) {
    const gap = Math.abs(weighted[row] - spelledOut[row]);
    assert(gap <= tolerance, `margins of row ${row} are ${gap} apart`);
  }
}

function finite(model: Model, matrix: FeatureMatrix): void {
  const odd = margins(model, matrix).findIndex((margin) => !Number.isFinite(margin));
  assert(odd < 0, `the margin of row ${odd} is not finite`);
}

function rowsOf(matrix: FeatureMatrix): readonly Float64Array[] {
  return Array.from({ length: matrix.rowCount }, (_, index) => {
    const row = new Float64Array(matrix.features.length);
    readRow(matrix, index, row);
    return row;
  });
}

function pickFeatures(matrix: FeatureMatrix, indexes: readonly number[]): FeatureMatrix {
  return {
    rowCount: matrix.rowCount,
    features: indexes.map((index) => matrix.features[index]),
    columns: indexes.map((index) => matrix.columns[index]),
  };
}

function structuredCloneOf(data: TrainingData & { readonly weights: Float64Array }) {
  return {
    labels: data.labels.slice(),
    weights: data.weights.slice(),
    columns: data.matrix.columns.map((column) => column.slice()),
  };
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function bytesOf(parts: ModelParts): string {
  const arrays = Object.keys(parts.arrays)
    .sort()
    .map((name) => {
      const array = parts.arrays[name];
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      return `${name}:${array.constructor.name}:${bytes.join(',')}`;
    });
  return [parts.kind, canonicalJson(parts.json as JsonValue), ...arrays].join('\n');
}

function expectCode(code: ErrorCode, what: string, act: () => unknown): void {
  try {
    act();
  } catch (error) {
    const got = error instanceof ProbityError ? error.code : String(error);
    assert(got === code, `${what} must be refused with ${code}; got ${got}`);
    return;
  }
  throw new Error(`${what} must be refused with ${code}; it was accepted`);
}

function assert(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

import { exp, log, log1p, type Random, sigmoid } from '@probity/numerics';
import { EnsembleBuilder } from '../tree/ensemble-builder.js';
import { addBinnedTree, type BinnedTree, growTree } from '../tree/grow-tree.js';
import type { TreeProblem } from '../tree/prepare-problem.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import type { RunSettings } from './run-settings.js';

/**
 * One boosted ensemble in the making, a tree a `step`. Runs may take turns on the same workspace: each step writes all it
 * reads there.
 */
export class BoostingRun {
  /** Log-odds every row starts from. */
  readonly baseScore: number;
  readonly #problem: TreeProblem;
  readonly #settings: RunSettings;
  readonly #trainingRows: Uint32Array;
  readonly #validationRows: Uint32Array;
  /** Margins so far, one per row of the problem; of the training and validation rows only. */
  readonly margins: Float64Array;
  readonly #builder: EnsembleBuilder;
  readonly #random: Random;
  readonly #isDrawn: Uint8Array;

  /** @param trainingRows ascending; @param validationRows rows to follow the loss on, none of them learned from */
  constructor(
    problem: TreeProblem,
    settings: RunSettings,
    trainingRows: Uint32Array,
    validationRows: Uint32Array,
    random: Random,
  ) {
    this.#problem = problem;
    this.#settings = settings;
    this.#trainingRows = trainingRows;
    this.#validationRows = validationRows;
    this.#random = random;
    this.#builder = new EnsembleBuilder(problem.levelCounts);
    this.#isDrawn = new Uint8Array(problem.labels.length);
    this.baseScore = logOdds(problem, trainingRows);
    this.margins = new Float64Array(problem.labels.length).fill(this.baseScore);
  }

  /** Grows the next tree. */
  step(): void {
    this.#computeGradients();
    const drawnCount = this.#drawRows();
    this.#problem.workspace.packGradients();
    const { workspace, features } = this.#problem;
    const candidates = this.#drawFeatures();
    const { learningRate, l2 } = this.#settings;
    const tree = growTree(
      workspace,
      features,
      () => candidates,
      drawnCount,
      this.#settings,
      ({ gradient, hessian }) => (-learningRate * gradient) / (hessian + l2 + 1e-16),
    );
    const covers = new Float64Array(tree.values.length);
    this.#addLeaves(tree, covers);
    if (drawnCount < this.#trainingRows.length) this.#walkRows(tree, this.#trainingRows, covers, this.#isDrawn);
    this.#walkRows(tree, this.#validationRows, undefined, undefined);
    for (let node = covers.length - 1; node >= 0; node--) {
      const left = tree.leftChildren[node];
      if (tree.splitFeatures[node] >= 0) covers[node] = covers[left] + covers[left + 1];
    }
    addBinnedTree(this.#builder, tree, features, covers);
  }

  /** Total log loss of the validation rows, weighted. */
  validationLoss(): number {
    const { labels, weights } = this.#problem;
    let total = 0;
    for (const row of this.#validationRows) {
      const score = labels[row] === 1 ? -this.margins[row] : this.margins[row];
      const loss = score > 0 ? score + log1p(exp(-score)) : log1p(exp(score));
      total += weights === undefined ? loss : weights[row] * loss;
    }
    return total;
  }

  trees(): TreeEnsemble {
    return this.#builder.build();
  }

  #computeGradients(): void {
    const { workspace, labels, weights } = this.#problem;
    const { gradients, hessians } = workspace;
    gradients.fill(0);
    hessians.fill(0);
    const margins = this.margins;
    for (const row of this.#trainingRows) {
      const probability = sigmoid(margins[row]);
      const weight = weights === undefined ? 1 : weights[row];
      gradients[row] = weight * (probability - labels[row]);
      hessians[row] = weight * probability * (1 - probability);
    }
  }

  /** Fills the front of `workspace.rows` with the rows of this round, ascending. @returns how many */
  #drawRows(): number {
    const { rows } = this.#problem.workspace;
    const { rowShare } = this.#settings;
    if (rowShare === 1) {
      rows.set(this.#trainingRows);
      return this.#trainingRows.length;
    }
    const limit = rowShare * 4294967296;
    let count = 0;
    const isDrawn = this.#isDrawn;
    const random = this.#random;
    for (const row of this.#trainingRows) {
      const drawn = random.nextUint32() < limit ? 1 : 0;
      isDrawn[row] = drawn;
      // Written either way: a branch on a coin toss is guessed wrong too often.
      rows[count] = row;
      count += drawn;
    }
    return count;
  }

  #drawFeatures(): Uint32Array {
    const count = this.#problem.features.length;
    const all = Uint32Array.from({ length: count }, (_, index) => index);
    const drawn = Math.max(1, Math.round(count * this.#settings.featureShare));
    if (drawn >= count) return all;
    for (let i = 0; i < drawn; i++) {
      const other = i + this.#random.nextUint32Below(count - i);
      [all[i], all[other]] = [all[other], all[i]];
    }
    return all.slice(0, drawn).sort();
  }

  #addLeaves(tree: BinnedTree, covers: Float64Array): void {
    const { rows } = this.#problem.workspace;
    const { weights } = this.#problem;
    for (const { node, start, count } of tree.leaves) {
      const value = tree.values[node];
      let cover = weights === undefined ? count : 0;
      for (let i = start; i < start + count; i++) {
        this.margins[rows[i]] += value;
        if (weights !== undefined) cover += weights[rows[i]];
      }
      covers[node] += cover;
    }
  }

  /** Finds the leaf of each row by its bins; rows marked in `skip` are passed over. */
  #walkRows(tree: BinnedTree, rows: Uint32Array, covers: Float64Array | undefined, skip: Uint8Array | undefined): void {
    const { workspace, weights } = this.#problem;
    const columns = this.#problem.features.map((_, feature) => workspace.featureBins(feature));
    const { splitFeatures, leftChildren, tables, values } = tree;
    for (const row of rows) {
      if (skip !== undefined && skip[row] === 1) continue;
      let node = 0;
      for (let table = tables[0]; table !== undefined; table = tables[node]) {
        node = leftChildren[node] + 1 - table[columns[splitFeatures[node]][row]];
      }
      this.margins[row] += values[node];
      if (covers !== undefined) covers[node] += weights === undefined ? 1 : weights[row];
    }
  }
}

/** Log-odds of the weighted share of bad rows, kept off 0 and 1 by half a row. */
function logOdds({ labels, weights }: TreeProblem, rows: Uint32Array): number {
  let bad = 0.5;
  let good = 0.5;
  for (const row of rows) {
    const weight = weights === undefined ? 1 : weights[row];
    if (labels[row] === 1) bad += weight;
    else good += weight;
  }
  return log(bad / good);
}

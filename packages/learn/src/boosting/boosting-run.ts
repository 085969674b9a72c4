import { type Random, RowRole } from '@probity/numerics';
import { addBinnedTree, type BinnedTree } from '../tree/binned-tree.js';
import { EnsembleBuilder } from '../tree/ensemble-builder.js';
import type { TreeProblem } from '../tree/prepare-problem.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { baseScoreOf, type Objective, type ObjectiveChoice } from './objective.js';
import type { RunSettings } from './run-settings.js';

/** The run whose scores and rows a workspace holds now. */
const holders = new WeakMap<object, BoostingRun>();

/**
 * One boosted ensemble in the making, a tree a `step`. Runs may take turns on the same problem: scores are swapped when
 * another run has stepped since.
 */
export class BoostingRun {
  /** Score every row starts from: log-odds, or the mean. */
  readonly baseScore: number;
  readonly #problem: TreeProblem;
  readonly #settings: RunSettings;
  readonly #trainingRows: Uint32Array;
  readonly #validationRows: Uint32Array;
  readonly #objective: ObjectiveChoice;
  readonly #builder: EnsembleBuilder;
  readonly #random: Random;
  readonly #allFeatures: Uint32Array;
  readonly #covers: Float64Array;
  /** One per row; all learned where every row takes part in every tree. */
  readonly #roles: Uint8Array | undefined;
  /** While another run holds the workspace. */
  #scores: Float64Array | undefined;
  /** For objectives of the caller's: targets, gradients, hessians. */
  #own: readonly [Float64Array, Float64Array, Float64Array] | undefined;

  /**
   * @param trainingRows ascending
   * @param validationRows rows to follow the loss on, none of them learned from
   * @param objective default log loss
   */
  constructor(
    problem: TreeProblem,
    settings: RunSettings,
    trainingRows: Uint32Array,
    validationRows: Uint32Array,
    random: Random,
    objective: ObjectiveChoice = 'logistic',
  ) {
    const rowCount = problem.labels.length;
    this.#problem = problem;
    this.#settings = settings;
    this.#trainingRows = trainingRows;
    this.#validationRows = validationRows;
    this.#random = random;
    this.#objective = objective;
    this.#builder = new EnsembleBuilder(problem.levelCounts);
    this.#allFeatures = Uint32Array.from(problem.features, (_, feature) => feature);
    this.#covers = new Float64Array(problem.grower.values.length);
    this.baseScore = baseScoreOf(objective, problem.targets, problem.weights, trainingRows);
    this.#scores = new Float64Array(rowCount).fill(this.baseScore);
    if (trainingRows.length < rowCount || settings.rowShare < 1) {
      this.#roles = new Uint8Array(rowCount);
      for (const row of trainingRows) this.#roles[row] = RowRole.learned;
      for (const row of validationRows) this.#roles[row] = RowRole.validated;
    }
  }

  /** Scores so far, one per row of the problem; of the training and validation rows only. A copy. */
  get margins(): Float64Array {
    const scores = new Float64Array(this.#problem.labels.length);
    if (this.#scores === undefined) this.#problem.workspace.readScores(scores);
    else scores.set(this.#scores);
    return scores;
  }

  /** Grows the next tree. */
  step(): void {
    this.#takeWorkspace();
    this.#drawRows();
    const { workspace, grower, features } = this.#problem;
    const { learningRate, minRowsInLeaf, minRowsInLevel } = this.#settings;
    const countsRows = minRowsInLeaf > 1 || (minRowsInLevel > 1 && features.some(({ isCategory }) => isCategory));
    const sums =
      typeof this.#objective === 'string'
        ? workspace.packObjective(this.#objective, countsRows)
        : this.#packOwn(this.#objective, countsRows);
    const tree = grower.grow(this.#settings, this.#drawFeatures(), sums, (weight) => learningRate * weight);
    const covers = this.#covers;
    workspace.applyTree(tree, covers);
    addUpCovers(tree, covers);
    addBinnedTree(this.#builder, tree, features, covers);
  }

  /** Total loss of the validation rows, weighted. */
  validationLoss(): number {
    const { workspace, targets, weights } = this.#problem;
    if (this.#validationRows.length === 0) return 0;
    this.#takeWorkspace();
    if (typeof this.#objective === 'string') return workspace.sumLosses(this.#objective);
    const scores = this.margins;
    let total = 0;
    for (const row of this.#validationRows) {
      total += (weights === undefined ? 1 : weights[row]) * this.#objective.loss(scores[row], targets[row]);
    }
    return total;
  }

  trees(): TreeEnsemble {
    return this.#builder.build();
  }

  #takeWorkspace(): void {
    const { workspace } = this.#problem;
    const holder = holders.get(workspace);
    if (holder === this) return;
    if (holder !== undefined) holder.#leaveWorkspace();
    holders.set(workspace, this);
    if (this.#scores !== undefined) workspace.writeScores(this.#scores);
    this.#scores = undefined;
    if (this.#roles === undefined) workspace.setEveryRow();
    else workspace.setRoles(this.#roles, this.#trainingRows.length);
  }

  #leaveWorkspace(): void {
    const scores = new Float64Array(this.#problem.labels.length);
    this.#problem.workspace.readScores(scores);
    this.#scores = scores;
  }

  #drawRows(): void {
    const roles = this.#roles;
    const { rowShare } = this.#settings;
    if (roles === undefined || rowShare === 1) return;
    const limit = rowShare * 4294967296;
    let count = 0;
    const random = this.#random;
    for (const row of this.#trainingRows) {
      const drawn = random.nextUint32() < limit ? 1 : 0;
      roles[row] = RowRole.leftOut - drawn;
      count += drawn;
    }
    this.#problem.workspace.setRoles(roles, count);
  }

  #drawFeatures(): Uint32Array {
    const count = this.#allFeatures.length;
    const drawn = Math.max(1, Math.round(count * this.#settings.featureShare));
    if (drawn >= count) return this.#allFeatures;
    const all = this.#allFeatures.slice();
    for (let i = 0; i < drawn; i++) {
      const other = i + this.#random.nextUint32Below(count - i);
      [all[i], all[other]] = [all[other], all[i]];
    }
    return all.slice(0, drawn).sort();
  }

  #packOwn(objective: Objective, countsRows: boolean) {
    const { workspace, targets, weights } = this.#problem;
    const rowCount = targets.length;
    this.#own ??= [Float64Array.from(targets), new Float64Array(rowCount), new Float64Array(rowCount)];
    const [ownTargets, gradients, hessians] = this.#own;
    objective.gradients(this.margins, ownTargets, weights, gradients, hessians);
    return workspace.packGiven(gradients, hessians, countsRows);
  }
}

/** From leaves to splits: children come after their parents. */
function addUpCovers(tree: BinnedTree, covers: Float64Array): void {
  for (let node = tree.nodeCount - 1; node >= 0; node--) {
    const left = tree.leftChildren[node];
    if (tree.splitFeatures[node] >= 0) covers[node] = covers[left] + covers[left + 1];
  }
}

import { OnnxGraph } from './onnx-graph.js';
import { TreeTable } from './tree-table.js';

/** Numbers that a graph computes in: 64-bit floats, or 32-bit floats for the widest reach. */
export type OnnxPrecision = 'double' | 'single';

/** A graph with the size of its numbers, and the steps that all models are made of. */
export class RealGraph extends OnnxGraph {
  readonly precision: OnnxPrecision;

  constructor(precision: OnnxPrecision) {
    super();
    this.precision = precision;
  }

  /** Adds a constant of the graph's numbers. */
  real(values: number | ArrayLike<number>, shape?: readonly number[]): string {
    return this.constant(this.precision, values, shape);
  }

  /** Adds a constant of shape []: what operators take as a bound. */
  scalar(value: number): string {
    return this.constant(this.precision, value, []);
  }

  plus(left: string, right: string): string {
    return this.add('Add', [left, right]);
  }

  times(left: string, factor: number): string {
    return this.add('Mul', [left, this.real(factor)]);
  }

  clip(value: string, least: number, most: number): string {
    return this.add('Clip', [value, this.scalar(least), this.scalar(most)]);
  }

  /** The columns of a matrix, in the order given; a column may be taken more than once. */
  columns(matrix: string, columns: readonly number[]): string {
    return this.add('Gather', [matrix, this.constant('int64', columns)], { axis: { int: 1 } });
  }

  /** A matrix times a column of weights: [rows, terms] to [rows, 1]. */
  weigh(matrix: string, weights: readonly number[]): string {
    return this.add('MatMul', [matrix, this.real(weights, [weights.length, 1])]);
  }

  /** Truth as 0 and 1. */
  asReal(value: string): string {
    return this.add('Cast', [value], { to: { int: this.precision === 'double' ? 11 : 1 } });
  }

  /** An empty table for trees that this graph can hold. */
  newTrees(): TreeTable {
    return new TreeTable(this.precision === 'double');
  }

  /**
   * The sum of the leaves a row falls into, in the order of the trees: [rows, features] to [rows, 1].
   * @param inSingles add up 32-bit floats although the graph computes in doubles; default false
   */
  sumTrees(matrix: string, trees: TreeTable, inSingles = false): string {
    if (trees.roots.length === 0) trees.addConstant(0);
    if (this.precision === 'single') {
      return this.addLearned('TreeEnsembleRegressor', matrix, trees.regressorAttributes());
    }
    if (!inSingles) return this.addLearned('TreeEnsemble', matrix, trees.ensembleAttributes('double'));
    const narrow = this.add('Cast', [matrix], { to: { int: 1 } });
    const sum = this.addLearned('TreeEnsemble', narrow, trees.ensembleAttributes('single'));
    return this.add('Cast', [sum], { to: { int: 11 } });
  }
}

import type { OnnxAttribute } from './onnx-graph.js';

/** How a node compares, by its number in ai.onnx.ml 5. */
const nodeModes = { atMost: 0, below: 1, equal: 4, member: 6, leaf: -1 } as const;
export type NodeMode = keyof typeof nodeModes;

const MODE_NAMES = new Map<number, string>([
  [nodeModes.atMost, 'BRANCH_LEQ'],
  [nodeModes.below, 'BRANCH_LT'],
  [nodeModes.equal, 'BRANCH_EQ'],
  [nodeModes.leaf, 'LEAF'],
]);

/**
 * Trees on their way to an ONNX node: one entry per node, all trees one after the other, the root of each first.
 *
 * A missing value meets no comparison: it takes the false branch, unless `missingIsTrue` says otherwise. Sets of codes are
 * either tests of membership (ai.onnx.ml 5) or, where the operator knows none, chains of equalities that share a target.
 */
export class TreeTable {
  readonly roots: number[] = [];
  readonly modes: number[] = [];
  readonly features: number[] = [];
  /** Of splits what they compare with, of leaves what they give. */
  readonly values: number[] = [];
  readonly whenTrue: number[] = [];
  readonly whenFalse: number[] = [];
  readonly missingIsTrue: number[] = [];
  readonly #sets = new Map<number, readonly number[]>();
  readonly #knowsSets: boolean;

  constructor(knowsSets: boolean) {
    this.#knowsSets = knowsSets;
  }

  /** The next node added is the root of a new tree. */
  beginTree(): void {
    this.roots.push(this.modes.length);
  }

  /** Adds a tree that gives every row the same. */
  addConstant(value: number): void {
    this.beginTree();
    this.addLeaf(value);
  }

  addLeaf(value: number): number {
    return this.#add('leaf', 0, value, 0);
  }

  /** Adds a comparison of a feature with a value; `join` gives it its branches. */
  addSplit(mode: 'atMost' | 'below' | 'equal', feature: number, value: number, missingIsTrue = false): number {
    return this.#add(mode, feature, value, missingIsTrue ? 1 : 0);
  }

  /**
   * Adds a test whether a feature is one of the codes, or missing where `missingIsMember`.
   * @returns the nodes it takes, one or more; `joinSet` gives them their branches
   */
  addSet(feature: number, codes: readonly number[], missingIsMember: boolean): readonly number[] {
    if (this.#knowsSets && codes.length > 1) {
      const node = this.#add('member', feature, 0, missingIsMember ? 1 : 0);
      this.#sets.set(node, codes);
      return [node];
    }
    // A code is never below 0: this only asks whether it is missing.
    const asked = codes.length === 0 ? [-1] : codes;
    const chain = asked.map((code) => this.#add('equal', feature, code, missingIsMember ? 1 : 0));
    for (const [index, node] of chain.entries()) this.whenFalse[node] = chain[index + 1] ?? 0;
    return chain;
  }

  join(node: number, whenTrue: number, whenFalse: number): void {
    this.whenTrue[node] = whenTrue;
    this.whenFalse[node] = whenFalse;
  }

  joinSet(nodes: readonly number[], whenMember: number, whenNot: number): void {
    for (const node of nodes) this.whenTrue[node] = whenMember;
    this.whenFalse[nodes.at(-1) as number] = whenNot;
  }

  /** Attributes of `TreeEnsemble` of ai.onnx.ml 5: numbers of either size, sets, leaves apart from splits. */
  ensembleAttributes(type: 'double' | 'single'): Record<string, OnnxAttribute> {
    const { numbers, leaves, splits } = this.#divide();
    const pick = (values: readonly number[]): number[] => splits.map((node) => values[node] as number);
    const target = (nodes: readonly number[]): number[] =>
      splits.map((node) => numbers[nodes[node] as number] as number);
    const isLeaf = (nodes: readonly number[]): number[] =>
      splits.map((node) => (this.modes[nodes[node] as number] === nodeModes.leaf ? 1 : 0));
    const reals = (values: readonly number[]): OnnxAttribute => ({ tensor: { type, shape: [values.length], values } });
    const modes = pick(this.modes);
    // A set ends with a NaN: that is how one list holds them all.
    const members = splits.flatMap((node) => {
      const set = this.#sets.get(node);
      return set === undefined ? [] : [...set, Number.NaN];
    });
    return {
      aggregate_function: { int: 1 },
      leaf_targetids: { ints: new Uint8Array(leaves.length) },
      leaf_weights: reals(leaves.map((leaf) => this.values[leaf] as number)),
      ...(members.length === 0 ? {} : { membership_values: reals(members) }),
      n_targets: { int: 1 },
      nodes_falseleafs: { ints: isLeaf(this.whenFalse) },
      nodes_falsenodeids: { ints: target(this.whenFalse) },
      nodes_featureids: { ints: pick(this.features) },
      nodes_missing_value_tracks_true: { ints: pick(this.missingIsTrue) },
      nodes_modes: { tensor: { type: 'uint8', shape: [modes.length], values: modes } },
      nodes_splits: reals(pick(this.values)),
      nodes_trueleafs: { ints: isLeaf(this.whenTrue) },
      nodes_truenodeids: { ints: target(this.whenTrue) },
      post_transform: { int: 0 },
      tree_roots: { ints: this.roots.map((root) => numbers[root] as number) },
    };
  }

  /** Attributes of `TreeEnsembleRegressor` of ai.onnx.ml 3: 32-bit floats, equalities in place of sets. */
  regressorAttributes(): Record<string, OnnxAttribute> {
    const nodes = Array.from(this.modes.keys());
    const treeOf = new Uint32Array(nodes.length);
    for (const [tree, root] of this.roots.entries()) treeOf.fill(tree, root);
    const within = (node: number): number => node - (this.roots[treeOf[node] as number] as number);
    const isLeaf = (node: number): boolean => this.modes[node] === nodeModes.leaf;
    const leaves = nodes.filter(isLeaf);
    const target = (targets: readonly number[]): number[] =>
      nodes.map((node) => (isLeaf(node) ? 0 : within(targets[node] as number)));
    return {
      aggregate_function: { text: 'SUM' },
      n_targets: { int: 1 },
      nodes_falsenodeids: { ints: target(this.whenFalse) },
      nodes_featureids: { ints: this.features },
      nodes_missing_value_tracks_true: { ints: this.missingIsTrue },
      nodes_modes: { texts: this.modes.map((mode) => MODE_NAMES.get(mode) as string) },
      nodes_nodeids: { ints: nodes.map(within) },
      nodes_treeids: { ints: treeOf },
      nodes_truenodeids: { ints: target(this.whenTrue) },
      nodes_values: { singles: nodes.map((node) => (isLeaf(node) ? 0 : (this.values[node] as number))) },
      post_transform: { text: 'NONE' },
      target_ids: { ints: new Uint8Array(leaves.length) },
      target_nodeids: { ints: leaves.map(within) },
      target_treeids: { ints: leaves.map((leaf) => treeOf[leaf] as number) },
      target_weights: { singles: leaves.map((leaf) => this.values[leaf] as number) },
    };
  }

  /** Splits and leaves with numbers of their own; a tree that is a leaf gets a split with that leaf on both sides. */
  #divide(): { numbers: Uint32Array; leaves: readonly number[]; splits: readonly number[] } {
    for (const [tree, root] of this.roots.entries()) {
      if (this.modes[root] !== nodeModes.leaf) continue;
      const split = this.addSplit('atMost', 0, 0);
      this.join(split, root, root);
      this.roots[tree] = split;
    }
    const nodes = Array.from(this.modes.keys());
    const leaves = nodes.filter((node) => this.modes[node] === nodeModes.leaf);
    const splits = nodes.filter((node) => this.modes[node] !== nodeModes.leaf);
    const numbers = new Uint32Array(nodes.length);
    for (const [number, leaf] of leaves.entries()) numbers[leaf] = number;
    for (const [number, split] of splits.entries()) numbers[split] = number;
    return { numbers, leaves, splits };
  }

  #add(mode: NodeMode, feature: number, value: number, missingIsTrue: number): number {
    this.modes.push(nodeModes[mode]);
    this.features.push(feature);
    this.values.push(value);
    this.whenTrue.push(0);
    this.whenFalse.push(0);
    this.missingIsTrue.push(missingIsTrue);
    return this.modes.length - 1;
  }
}

import { type EnsembleBuilder, MAX_TREE_DEPTH, type TreeSplit } from '@probity/learn';
import { damagedModelFile, unsupportedModelFile } from './model-file-error.js';

/** A node of another library's tree, in terms of raw values. */
export type ForeignNode =
  | { readonly value: number; readonly cover: number }
  | { readonly split: TreeSplit; readonly left: number; readonly right: number; readonly cover: number };

/**
 * Adds a tree in the order that Probity's trees have, parents before their children, whatever order the file has.
 *
 * @param path of the tree, for refusals
 * @param root number of the first node
 * @param describe a node by its number, which it must check itself
 * @throws MODEL_FILE_INVALID when a node has two parents (so no walk can loop), MODEL_FILE_UNSUPPORTED beyond the depth that
 * can be explained
 * Cost: O(nodes).
 */
export function addForeignTree(
  builder: EnsembleBuilder,
  path: string,
  root: number,
  describe: (node: number) => ForeignNode,
): void {
  const seen = new Set<number>();
  const add = (number: number): { readonly at: number; readonly node: ForeignNode } => {
    if (seen.has(number)) throw damagedModelFile(path, 'have one parent for each node', `two for node ${number}`);
    seen.add(number);
    const node = describe(number);
    return { at: builder.addLeaf('value' in node ? node.value : 0, node.cover), node };
  };
  builder.startTree();
  const open = [{ ...add(root), depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, node, depth } = next;
    if ('value' in node) continue;
    if (depth >= MAX_TREE_DEPTH) throw unsupportedModelFile(path, `be at most ${MAX_TREE_DEPTH} deep`);
    const left = add(node.left);
    const right = add(node.right);
    builder.setSplit(at, node.split, left.at, right.at);
    open.push({ ...right, depth: depth + 1 }, { ...left, depth: depth + 1 });
  }
}

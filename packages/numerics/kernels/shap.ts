// Exact, path-dependent SHAP values of sums of trees, for AssemblyScript. Compiled by scripts/build-kernels.mjs; the memory is laid
// out and checked by src/shapley/shapley-workspace.ts (see parts/shap-plan.ts for where things lie).
//
// Owen's integral over t in [0, 1], in which each feature is known with probability t, by a Gauss rule that is exact for it. With
// pass(t) the probability that a split sends the row left, the sum of leaves below a split is right + pass · (left - right), the
// reach of its children reach · pass and reach - reach · pass, and the split's feature gains
// ∫ reach · (way - share) · (left - right) dt, way being 1 or 0 for the row's own way and share the training weight's: two
// sweeps over the splits, one down, one up, without a division. A feature met before on the path, of which its
// earlier splits let the share z of the training weight through, has pass (z · share · (1 - t) + way · t) / (z (1 - t) + t) and gains
// ∫ reach · z (way - share) / (z (1 - t) + t)² · (left - right) dt, while the row itself is on that path; else pass is
// share, and the gain 0.

import {
  CONTRIBUTIONS,
  FEATURE_COUNT,
  NEXT_TILE,
  PLAN,
  SLOT_COUNT,
  TILE_COUNT,
  TILE_ROWS,
  TILE_SHIFT,
  TREE_BYTES,
  TREE_COUNT,
  TREES,
  VALUES,
  WORK,
  WORK_BYTES,
} from './parts/shap-plan';
import { explainTreeOfFour } from './parts/shap-four';
import { explainTreeOfRow } from './parts/shap-row';

export { awaitHelpers, awaitTask, finishTask, startTask } from './parts/team';

const EXPLAIN_TILES: i32 = 1;

/** Contributions of the one row in `VALUES`. */
export function explainRow(): void {
  const values = <usize>load<u32>(PLAN, VALUES);
  const contributions = <usize>load<u32>(PLAN, CONTRIBUTIONS);
  const work = <usize>load<u32>(PLAN, WORK);
  const treeCount = load<u32>(PLAN, TREE_COUNT);
  let tree = <usize>load<u32>(PLAN, TREES);
  memory.fill(contributions, 0, <usize>load<u32>(PLAN, FEATURE_COUNT) << 3);
  for (let i: u32 = 0; i < treeCount; i++) {
    explainTreeOfRow(tree, values, contributions, work);
    tree += TREE_BYTES;
  }
}

export function runPart(task: i32, thread: i32): void {
  if (task == EXPLAIN_TILES) explainTiles(thread);
}

/** Contributions of tiles of rows, each tile taken by the thread that comes for it first. */
function explainTiles(thread: i32): void {
  const work = <usize>load<u32>(PLAN, WORK) + <usize>thread * <usize>load<u32>(PLAN, WORK_BYTES);
  const tileCount = load<u32>(PLAN, TILE_COUNT);
  while (true) {
    const tile = atomic.add<u32>(PLAN + NEXT_TILE, 1);
    if (tile >= tileCount) return;
    explainTile(<usize>tile, work);
  }
}

/** Tree by tree, so that a tree stays near the core while the tile's rows go through it. */
function explainTile(tile: usize, work: usize): void {
  const featureBytes = <usize>load<u32>(PLAN, FEATURE_COUNT) << (TILE_SHIFT + 3);
  const values = <usize>load<u32>(PLAN, VALUES) + tile * (<usize>load<u32>(PLAN, SLOT_COUNT) << (TILE_SHIFT + 3));
  const contributions = <usize>load<u32>(PLAN, CONTRIBUTIONS) + tile * featureBytes;
  const treeCount = load<u32>(PLAN, TREE_COUNT);
  memory.fill(contributions, 0, featureBytes);
  let tree = <usize>load<u32>(PLAN, TREES);
  for (let i: u32 = 0; i < treeCount; i++) {
    for (let row: usize = 0; row < TILE_ROWS << 3; row += 32) {
      explainTreeOfFour(tree, values + row, contributions + row, work);
    }
    tree += TREE_BYTES;
  }
}

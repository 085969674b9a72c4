// Kernel of random forests and extra trees, for AssemblyScript: each thread grows whole trees. The memory is the caller's, laid
// out and checked by src/forest/forest-grower.ts; see parts/forest-problem.ts and parts/forest-scratch.ts.
//
// A tree depends on the problem and on its own seed alone, and every sum is a whole number: the trees are the same bytes
// whichever thread grows them.
import { drawRows } from './parts/forest-draw';
import { growTree, maskCount, nodeCount } from './parts/forest-grow';
import { addOutOfBag } from './parts/forest-out-of-bag';
import {
  ARENA_USED,
  arena,
  arenaBytes,
  batchSize,
  NEXT_TREE,
  readProblem,
  results,
  seeds,
  wantsOutOfBag,
} from './parts/forest-problem';
import { layOutScratch, MASK, masks, NODE, nodes } from './parts/forest-scratch';
import { startRandom } from './parts/random';

export { awaitHelpers, awaitTask, finishTask, startTask } from './parts/team';

/** Grows the trees of the batch. */
const GROW: i32 = 1;

export function runPart(task: i32, thread: i32): void {
  if (task == GROW) growTrees(thread);
}

/** Takes trees of the batch by number until there are none, or until one does not fit the arena: it is grown again then. */
function growTrees(thread: i32): void {
  readProblem();
  layOutScratch(thread);
  while (true) {
    const tree = atomic.add<u32>(NEXT_TREE, 1);
    if (tree >= batchSize) return;
    startRandom(seeds + ((<usize>tree) << 4));
    drawRows();
    growTree();
    if (!keepTree(tree)) return;
    if (wantsOutOfBag) addOutOfBag();
  }
}

/** Copies the tree grown last to the arena and notes where. */
function keepTree(tree: u32): bool {
  const nodeBytes = <usize>nodeCount * NODE;
  const maskBytes = <usize>maskCount * MASK;
  const used = <usize>atomic.add<u32>(ARENA_USED, <u32>(nodeBytes + maskBytes));
  if (used + nodeBytes + maskBytes > arenaBytes) return false;
  const at = arena + used;
  memory.copy(at, nodes, nodeBytes);
  memory.copy(at + nodeBytes, masks, maskBytes);
  const result = results + ((<usize>tree) << 4);
  store<u32>(result, <u32>at);
  store<u32>(result, nodeCount, 4);
  store<u32>(result, <u32>(at + nodeBytes), 8);
  store<u32>(result, maskCount, 12);
  return true;
}

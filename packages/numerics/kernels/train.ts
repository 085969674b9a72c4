// Training of gradient-boosted trees, for AssemblyScript. The memory is laid out and checked by src/training; what runs on
// every thread is a task, whose arguments lie in memory (parts/train-state.ts). A lane is a thread's share of the rows.
import { packCells, packStaged, findLargest } from './parts/gradients';
import { mapBins } from './parts/map-bins';
import { buildRoot, listRows, splitNodes } from './parts/partition';
import { applyTree, sumLosses } from './parts/route';
import { foldLanes, scanBatch } from './parts/scan-batch';

export { awaitHelpers, awaitTask, finishTask, startTask } from './parts/team';

/** A lane's part of a task; tasks are numbered as in src/training/layout.ts. */
export function runPart(task: i32, lane: i32): void {
  switch (task) {
    case 1:
      return mapBins(lane);
    case 2:
      return listRows(lane);
    case 3:
      return findLargest(lane);
    case 4:
      return packCells(lane);
    case 5:
      return packStaged(lane);
    case 6:
      return buildRoot(lane);
    case 7:
      return splitNodes(lane);
    case 8:
      return scanBatch(lane);
    case 9:
      return foldLanes(lane);
    case 10:
      return applyTree(lane);
    case 11:
      return sumLosses(lane);
  }
}

/** Runs every lane's part of a task on the caller's thread: for work too small to share. */
export function runAlone(task: i32, laneCount: i32): void {
  for (let lane: i32 = 0; lane < laneCount; lane++) runPart(task, lane);
}

import type { KernelThreads } from '../wasm/kernel-threads.js';
import { MEMORY_LIMIT_BYTES } from '../wasm/load-kernel.js';
import { BLOCK_ROWS, layOutShard, type ShardShape } from './layout.js';
import type { TrainingShape } from './training-shape.js';
import { TrainingShard } from './training-shard.js';

/** As few memories as the rows need, cut at whole blocks. */
export function makeShards(
  base: Omit<ShardShape, 'rowCount' | 'slotCount' | 'localCount'>,
  slotCount: number,
  { rowCount, memoryLimitBytes = MEMORY_LIMIT_BYTES }: TrainingShape,
  threads: KernelThreads | undefined,
): readonly [TrainingShard, ...TrainingShard[]] {
  const blocks = Math.ceil(rowCount / BLOCK_ROWS);
  for (let count = 1; count <= blocks; count++) {
    const perShard = Math.ceil(blocks / count) * BLOCK_ROWS;
    const shapes: ShardShape[] = [];
    for (let first = 0; first < rowCount; first += perShard) {
      const isFirst = first === 0;
      shapes.push({
        ...base,
        rowCount: Math.min(perShard, rowCount - first),
        slotCount: isFirst ? slotCount : 0,
        localCount: isFirst ? base.laneCount - 1 + count - 1 : base.laneCount,
      });
    }
    if (shapes.some((shape) => layOutShard(shape).byteLength > memoryLimitBytes)) continue;
    const shards = shapes.map((shape, index) => new TrainingShard(shape, index * perShard, index > 0, threads));
    return shards as [TrainingShard, ...TrainingShard[]];
  }
  throw new RangeError('the histograms of a `TrainingWorkspace` must fit one memory; use fewer leaves or features');
}

/** @throws RangeError for sizes out of range */
export function checkShape({ rowCount, features, maxLeaves }: TrainingShape): void {
  const sizes: readonly [string, number, number][] = [
    ['rowCount', rowCount, 2 ** 30],
    ['features.length', features.length, 2 ** 20],
    ['maxLeaves', maxLeaves, 2 ** 16],
  ];
  for (const [name, value, limit] of sizes) {
    if (!(Number.isInteger(value) && value >= 1 && value <= limit)) {
      throw new RangeError(
        `\`${name}\` of \`TrainingWorkspace\` must be a whole number in [1, ${limit}]; got ${value}`,
      );
    }
  }
  for (const { binCount, edges, isCategory } of features) {
    if (!(binCount >= 0 && binCount <= 255) || (!isCategory && edges.length > 254)) {
      throw new RangeError(`\`features\` of \`TrainingWorkspace\` must have at most 255 bins; got ${binCount}`);
    }
  }
}

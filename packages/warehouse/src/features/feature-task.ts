import { planFeatures } from '@probity/features';
import { type BucketLayout, computeBucket } from './compute-bucket.js';
import { type Extent, readExtents, type SpillType, startExtentFile } from './extent-file.js';
import { spillFeatures } from './spill-features.js';
import type { EntityPart } from './split-by-entity.js';

/** All that a thread needs to compute buckets of one entity key. */
export interface FeatureTask {
  readonly set: EntityPart['set'];
  readonly replaySet: EntityPart['replaySet'];
  readonly layout: BucketLayout;
  readonly file: string;
  readonly types: readonly SpillType[];
  readonly extents: readonly Extent[];
  readonly blockRows: number;
  /** Where the features go. */
  readonly target: string;
}

/** Computes the buckets that `take` hands out, until it hands out none. @returns where the features lie, by block */
export async function runFeatureTask(
  task: FeatureTask,
  take: () => number | undefined | Promise<number | undefined>,
): Promise<readonly Extent[]> {
  const plan = planFeatures(task.set);
  const replayPlan = planFeatures(task.replaySet);
  const writer = startExtentFile(task.target, ['uint32', ...plan.names.map(() => 'float64' as const)]);
  try {
    for (let bucket = await take(); bucket !== undefined; bucket = await take()) {
      const mine = task.extents.filter(({ part }) => part === bucket);
      if (mine.length === 0) continue;
      spillFeatures(
        writer,
        computeBucket({ plan, replayPlan }, task.layout, readExtents(task.file, task.types, mine)),
        task.blockRows,
      );
    }
  } finally {
    writer.close();
  }
  return writer.extents;
}

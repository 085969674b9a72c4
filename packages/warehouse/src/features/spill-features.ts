import type { BucketFeatures } from './compute-bucket.js';
import type { ExtentWriter } from './extent-file.js';

/**
 * Puts a bucket's features where the blocks of the output will look for them: rows of a block together, whichever bucket they
 * came from. The file's columns are the row within the block and then the features.
 */
export function spillFeatures(writer: ExtentWriter, { rows, values }: BucketFeatures, blockRows: number): void {
  const shift = Math.log2(blockRows);
  let blocks = 0;
  for (const row of rows) blocks = Math.max(blocks, (row >>> shift) + 1);
  const starts = new Uint32Array(blocks + 1);
  for (const row of rows) starts[(row >>> shift) + 1]! += 1;
  for (let block = 0; block < blocks; block++) starts[block + 1]! += starts[block]!;
  const next = starts.slice();
  const order = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index++) order[next[rows[index]! >>> shift]!++] = index;
  for (let block = 0; block < blocks; block++) {
    const list = order.subarray(starts[block], starts[block + 1]);
    const count = list.length;
    const within = new Uint32Array(count);
    for (let index = 0; index < count; index++) within[index] = rows[list[index]!]! & (blockRows - 1);
    const gathered = values.map((feature) => {
      const picked = new Float64Array(count);
      for (let index = 0; index < count; index++) picked[index] = feature[list[index]!]!;
      return picked;
    });
    writer.write(block, count, [within, ...gathered]);
  }
}

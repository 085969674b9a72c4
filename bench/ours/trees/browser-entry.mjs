// What a page needs that scores and explains with a tree model: bundled to see how large that is, and run to see that it counts the same.
import { restoreGradientBoosting } from '@probity/learn';

/** A model from its stored parts. */
export function openTrees(parts) {
  const model = restoreGradientBoosting(parts);
  return {
    score: (row) => model.margin(row),
    explain: (row, contributions) => model.explain(row, contributions),
  };
}

/**
 * The features that may follow on a path: those of every group that holds all of the path, and the path's own.
 *
 * @param into one byte per feature, set to 1 for those that may
 */
export function allowedFeatures(groups: readonly Uint32Array[], path: readonly number[], into: Uint8Array): Uint8Array {
  into.fill(0);
  for (const feature of path) into[feature] = 1;
  for (const group of groups) {
    if (path.every((feature) => group.includes(feature))) for (const feature of group) into[feature] = 1;
  }
  return into;
}

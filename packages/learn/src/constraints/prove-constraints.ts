import { ProbityError } from '@probity/domain';
import type { Feature } from '../matrix/feature-matrix.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { verifyInteractions } from './verify-interactions.js';
import { verifyMonotone } from './verify-monotone.js';

/** Constraints by position of the feature, as `GrowthRules` has them. */
export interface TreeConstraints {
  readonly monotone?: Int8Array;
  readonly interactions?: readonly Uint32Array[];
}

/**
 * Proves that trees keep the constraints they were grown under, for every row there can be.
 *
 * @throws INTERNAL naming the feature or the path that breaks one: the growth has a fault, and the model must not be used
 * Cost: O(nodes × (constrained features + groups)).
 */
export function proveConstraints(
  trees: TreeEnsemble,
  features: readonly Feature[],
  constraints: TreeConstraints,
): void {
  const { monotone, interactions } = constraints;
  for (const [index, direction] of (monotone ?? []).entries()) {
    if (direction === 0) continue;
    const found = verifyMonotone(trees, index, direction > 0 ? 1 : -1);
    if (found.verdict === 'proved') continue;
    const example =
      found.verdict === 'broken' ? `: from ${found.counterexample.lower} to ${found.counterexample.upper}` : '';
    throw broken(features[index].name, `the output does not ${direction > 0 ? 'rise' : 'fall'} with it${example}`);
  }
  const violation = interactions === undefined ? undefined : verifyInteractions(trees, interactions);
  if (violation === undefined) return;
  const names = violation.features.map((feature) => features[feature].name).join(', ');
  throw broken(names, `they meet in tree ${violation.tree} and are in no common group`);
}

function broken(what: string, how: string): ProbityError {
  return new ProbityError('INTERNAL', `the finished model breaks its constraint on ${what}: ${how}`);
}

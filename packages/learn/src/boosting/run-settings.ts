import type { Feature } from '../matrix/feature-matrix.js';
import type { GrowthRules } from '../tree/growth-rules.js';
import { type BoostingSettings, wrongSetting } from './boosting-settings.js';

/** Settings as the growth of trees takes them: features by position instead of by name. */
export type RunSettings = Omit<BoostingSettings, 'monotone' | 'interactions'> &
  Pick<GrowthRules, 'monotone' | 'interactions'>;

/**
 * Settings with the constraints by position.
 *
 * @throws INVALID_ARGUMENT for a name that no feature has, a direction that is neither 1 nor -1, or a category to be monotone
 */
export function runSettings(
  settings: BoostingSettings,
  features: readonly Feature[],
  caller = 'fitGradientBoosting',
): RunSettings {
  const { monotone, interactions, ...rest } = settings;
  const directions = directionsOf(monotone, features, caller);
  const groups = groupsOf(interactions, features, caller);
  return {
    ...rest,
    ...(directions === undefined ? {} : { monotone: directions }),
    ...(groups === undefined ? {} : { interactions: groups }),
  };
}

function directionsOf(
  monotone: BoostingSettings['monotone'],
  features: readonly Feature[],
  caller: string,
): Int8Array | undefined {
  const names = Object.keys(monotone);
  if (names.length === 0) return undefined;
  const directions = new Int8Array(features.length);
  for (const name of names) {
    const index = features.findIndex((feature) => feature.name === name);
    if (features[index]?.kind !== 'numeric') {
      throw wrongSetting(caller, 'monotone', 'of numeric features of the data', JSON.stringify(name));
    }
    const direction: unknown = monotone[name];
    if (direction !== 1 && direction !== -1) {
      throw wrongSetting(caller, `monotone.${name}`, '1 or -1', JSON.stringify(direction));
    }
    directions[index] = direction;
  }
  return directions;
}

/** The groups by position, and each feature that is in none as a group of its own. */
function groupsOf(
  interactions: BoostingSettings['interactions'],
  features: readonly Feature[],
  caller: string,
): readonly Uint32Array[] | undefined {
  if (interactions.length === 0) return undefined;
  const isGrouped = new Uint8Array(features.length);
  const groups = interactions.map((names) => {
    if (names.length === 0) throw wrongSetting(caller, 'interactions', 'groups of at least one feature', '[]');
    const group = names.map((name) => {
      const index = features.findIndex((feature) => feature.name === name);
      if (index < 0) throw wrongSetting(caller, 'interactions', 'of features of the data', JSON.stringify(name));
      isGrouped[index] = 1;
      return index;
    });
    return Uint32Array.from(new Set(group)).sort();
  });
  for (const [index, grouped] of isGrouped.entries()) if (grouped === 0) groups.push(Uint32Array.of(index));
  return groups;
}

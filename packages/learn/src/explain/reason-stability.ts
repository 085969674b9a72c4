import { ProbityError } from '@probity/domain';
import { createRandom, quantileOfSorted } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { Interval } from '../metrics/bootstrap-intervals.js';
import { explanations, type Model } from '../model/model.js';

/** How firmly one factor stands among the reasons. */
export interface ReasonStability {
  readonly feature: string;
  /** In the row as it is, by this model; log-odds. */
  readonly contribution: number;
  /** Share of the tries in which it is among the four factors that raise the risk most, in [0, 1]. */
  readonly shareInTop: number;
  /** Of the contribution over the tries, 2.5 % to 97.5 %. */
  readonly interval: Interval;
  /** Whether it is among the top of the row as it is. */
  readonly isReason: boolean;
}

export interface StabilityReport {
  /** One per feature, reasons first, by contribution. */
  readonly features: readonly ReasonStability[];
  readonly tries: number;
  /** What was varied, in words. */
  readonly varied: string;
  /** Mean share in the top of the reasons given; 1 = the same reasons in every try. Null where nothing raises the risk. */
  readonly stability: number | null;
}

export interface StabilitySettings {
  /** Whole number in [0, 2³²). */
  readonly seed: number;
  /** Perturbed copies of the row, 20 to 10,000, default 100. */
  readonly tries?: number;
  /** A number moves at most this far in the ranks of the background, in (0, 0.5], default 0.05. */
  readonly reach?: number;
  /** Reasons counted, default 4. */
  readonly top?: number;
}

/**
 * Whether the reasons for one row would be the same had its numbers been a little different.
 *
 * In each try every known number moves to a value of the background at most `reach` of its rows away (5 % by default);
 * missing values, special codes and categories stay.
 *
 * @throws INVALID_ARGUMENT
 * Cost: tries explanations.
 * Source: the idea of Alvarez-Melis & Jaakkola 2018, with ranks in place of a radius.
 */
export function reasonStability(
  model: Model,
  background: FeatureMatrix,
  row: Float64Array,
  settings: StabilitySettings,
): StabilityReport {
  const { seed, tries = 100, reach = 0.05, top = 4 } = settings;
  need(Number.isInteger(tries) && tries >= 20 && tries <= 10_000, 'tries', 'a whole number from 20 to 10,000', tries);
  need(reach > 0 && reach <= 0.5, 'reach', 'in (0, 0.5]', reach);
  const random = createRandom(seed).fork('reason stability');
  const matrix = matrixFor(model.features, background);
  const nudges = matrix.columns.map((column, feature) => nudger(column, model.features[feature], row[feature], reach));
  const width = model.features.length;
  const columns = model.features.map(() => new Float64Array(tries));
  for (let index = 0; index < tries; index++) {
    for (let feature = 0; feature < width; feature++) {
      columns[feature][index] = nudges[feature]?.(random.nextFloat()) ?? row[feature];
    }
  }
  const { contributions } = explanations(model, { rowCount: tries, features: model.features, columns });
  const explained = Array.from({ length: tries }, (_, index) =>
    contributions.subarray(index * width, (index + 1) * width),
  );
  return summarise(model, row, explained, top, `each number moved by at most ${reach * 100} % of the rows' ranks`);
}

/**
 * Whether the reasons for one row would be the same had the model been fitted on other rows.
 *
 * @param members models of the same features fitted on other folds or on bootstrap samples, two or more
 * @throws INVALID_ARGUMENT
 * Cost: one explanation per member.
 */
export function reasonStabilityAcross(
  model: Model,
  members: readonly Model[],
  row: Float64Array,
  top = 4,
): StabilityReport {
  need(members.length >= 2, 'members', 'two models or more', members.length);
  const explained = members.map((member) => contributionsOf(member, row));
  return summarise(model, row, explained, top, `${members.length} models fitted on other rows`);
}

function contributionsOf(model: Model, row: Float64Array): Float64Array {
  const contributions = new Float64Array(model.features.length);
  model.explain(row, contributions);
  return contributions;
}

/** Makes the function from a chance in [0, 1) to a value near this one; undefined where the value stays. */
function nudger(
  column: Float64Array,
  { kind, specialCodes = [] }: Model['features'][number],
  value: number,
  reach: number,
): ((chance: number) => number) | undefined {
  if (kind === 'category' || Number.isNaN(value) || specialCodes.includes(value)) return undefined;
  const sorted = column.filter((other) => !Number.isNaN(other) && !specialCodes.includes(other)).sort();
  if (sorted.length === 0) return undefined;
  let below = 0;
  let through = 0;
  for (const other of sorted) {
    if (other < value) below += 1;
    if (other <= value) through += 1;
  }
  const span = reach * sorted.length;
  const low = Math.max(0, Math.ceil(below - span));
  const high = Math.min(sorted.length - 1, Math.floor(through - 1 + span));
  if (high < low) return undefined;
  return (chance) => {
    const place = low + Math.floor(chance * (high - low + 1));
    // Ranks that belong to the value itself leave it as it is, which the background may not hold.
    return place >= below && place < through ? value : sorted[place];
  };
}

function topOf(contributions: Float64Array, top: number): ReadonlySet<number> {
  const raising = Array.from(contributions.keys()).filter((feature) => contributions[feature] > 0);
  raising.sort((a, b) => contributions[b] - contributions[a] || a - b);
  return new Set(raising.slice(0, top));
}

function summarise(
  model: Model,
  row: Float64Array,
  explained: readonly Float64Array[],
  top: number,
  varied: string,
): StabilityReport {
  const own = contributionsOf(model, row);
  const reasons = topOf(own, top);
  const tops = explained.map((contributions) => topOf(contributions, top));
  const features = model.features.map(({ name }, feature): ReasonStability => {
    const sorted = Float64Array.from(explained, (contributions) => contributions[feature]).sort();
    return {
      feature: name,
      contribution: own[feature],
      shareInTop: tops.filter((set) => set.has(feature)).length / tops.length,
      interval: [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)],
      isReason: reasons.has(feature),
    };
  });
  const given = features.filter(({ isReason }) => isReason);
  features.sort((a, b) => b.contribution - a.contribution);
  return {
    features,
    tries: explained.length,
    varied,
    stability: given.length === 0 ? null : given.reduce((sum, { shareInTop }) => sum + shareInTop, 0) / given.length,
  };
}

function need(holds: boolean, field: string, rule: string, got: number): void {
  if (holds) return;
  const message = `\`${field}\` of \`reasonStability\` must be ${rule}; got ${got}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field });
}

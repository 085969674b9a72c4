import { ProbityError } from '@probity/domain';
import { type Cells, type Constraint, cornersOf, dot } from './confusion-cone.js';
import {
  asNumbers,
  figureNamed,
  type RatioFigure,
  type RatioName,
  ratioFigures,
  readShare,
  type ShareBounds,
} from './published-figure.js';
import { type CountedMatrix, findWholeMatrix } from './whole-matrices.js';

/** Figures as published: shares as text ("94.2%", "0.942") or numbers; `rows` a whole number. */
export type PublishedFigures = Readonly<Partial<Record<RatioName | 'auc', string | number>>> & {
  readonly rows?: string | number;
};

/** What one figure may be, given the others. */
export interface DerivedRange {
  readonly figure: string;
  /** Before rounding, as published. */
  readonly stated: readonly [low: number, high: number];
  /** By the other figures of the contradiction; undefined where they allow no matrix either. */
  readonly allowed: readonly [low: number, high: number] | undefined;
}

export interface FiguresVerdict {
  /** False: no confusion matrix whatever has all of them. */
  readonly possible: boolean;
  /** One sentence: what contradicts what, or what was found to be possible. */
  readonly sentence: string;
  /** Fewest figures that cannot hold together; empty when possible. */
  readonly contradiction: readonly string[];
  /** For each of them what the others leave. */
  readonly derived: readonly DerivedRange[];
  /** A matrix that has all figures: counts where `rows` are given, else shares. */
  readonly example: CountedMatrix | undefined;
  /** `counts`: whole numbers were looked for; `shares`: any proportions. */
  readonly checked: 'counts' | 'shares';
  readonly notes: readonly string[];
}

/**
 * Whether published figures can all come from one confusion matrix, given how they were rounded.
 *
 * Exact: figures that are ratios of cells are linear in them, so every matrix is weighed at once, in whole numbers, with no
 * tolerance but half a unit of each figure's last digit. With `rows`, matrices of whole rows are searched. An AUC is held
 * against the bounds that one point of the ROC curve sets: t (1 − f) ≤ AUC ≤ 1 − f (1 − t).
 *
 * Figures of one threshold on one data set are meant; averages over folds or classes need not fit together.
 *
 * @param rounding `decimals` published, for figures given as numbers or without trailing noughts
 * @throws INVALID_ARGUMENT for a figure that is not known or no share
 * Cost: milliseconds; with rows up to a second. Source: linear programming in homogeneous cells; the bounds of AUC follow
 * from the curve being monotone.
 * @example checkPublishedMetrics({ accuracy: '94.2%', precision: '91.8%', recall: '89.3%', badRate: '8.5%' }).possible // false
 */
export function checkPublishedMetrics(
  published: PublishedFigures,
  rounding: { readonly decimals?: number } = {},
): FiguresVerdict {
  const given = readFigures(published, rounding.decimals);
  if (given.figures.length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', '`figures` must hold at least one share', { field: 'figures' });
  }
  const whole = decide(given);
  const checked = given.rows !== undefined && whole.kind !== 'too many' ? 'counts' : 'shares';
  const notes =
    whole.kind === 'too many' ? ['too many matrices to try in whole rows: any proportions were allowed'] : [];
  if (whole.kind !== 'impossible') {
    const example = whole.example;
    const sentence = `A confusion matrix with all of ${given.figures.map(({ label }) => label).join(', ')} exists.`;
    return { possible: true, sentence, contradiction: [], derived: [], example, checked, notes };
  }
  const core = smallestContradiction(given);
  const derived = core.figures.map((figure) => deriveRange(core, figure));
  const names = [...core.figures.map(({ label }) => label), ...(core.rows === undefined ? [] : [`${core.rows} rows`])];
  return {
    possible: false,
    sentence: explain(names, derived),
    contradiction: names,
    derived,
    example: undefined,
    checked,
    notes,
  };
}

interface GivenFigure {
  readonly name: RatioName | 'auc';
  readonly label: string;
  readonly bounds: ShareBounds;
}

interface Given {
  readonly figures: readonly GivenFigure[];
  readonly rows: number | undefined;
}

type Decision =
  | { readonly kind: 'possible'; readonly example: CountedMatrix | undefined }
  | { readonly kind: 'too many'; readonly example: CountedMatrix | undefined }
  | { readonly kind: 'impossible' };

function readFigures(published: PublishedFigures, decimals: number | undefined): Given {
  const figures: GivenFigure[] = [];
  let rows: number | undefined;
  for (const [word, value] of Object.entries(published)) {
    if (value === undefined) continue;
    const name = figureNamed(word);
    if (name === 'rows') {
      rows = Number(value);
      if (!Number.isInteger(rows) || rows < 1 || rows > 1e9) {
        const message = `\`rows\` must be a whole number from 1 to 1,000,000,000; got "${value}"`;
        throw new ProbityError('INVALID_ARGUMENT', message, { field: 'rows' });
      }
    } else if (figures.some((figure) => figure.name === name)) {
      throw new ProbityError('INVALID_ARGUMENT', `\`${name}\` must be given once`, { field: name });
    } else {
      const label = name === 'auc' ? 'ROC AUC' : ratioFigures[name].label;
      figures.push({ name, label, bounds: readShare(name, value, decimals) });
    }
  }
  return { figures, rows };
}

function decide({ figures, rows }: Given): Decision {
  const constraints = figures.flatMap(constraintsOf);
  const corners = cornersOf(constraints);
  const defined = figures.flatMap(divisorOf);
  // Sums of matrices are matrices of the cone, so one that has every divisor above 0 exists if each has one.
  const isEmpty =
    corners.length === 0 || !defined.every((divisor) => corners.some((corner) => dot(divisor, corner) > 0n));
  if (isEmpty) return { kind: 'impossible' };
  const recall = rangeOf(ratioFigures.recall, corners);
  const falsePositiveRate = rangeOf(ratioFigures.falsePositiveRate, corners);
  const auc = figures.find(({ name }) => name === 'auc');
  if (auc !== undefined) {
    const [low, high] = aucBounds(recall, falsePositiveRate);
    const [statedLow, statedHigh] = asNumbers(auc.bounds);
    // Doubles from here on, so a hair's breadth is given.
    if (statedHigh < low - 1e-9 || statedLow > high + 1e-9) return { kind: 'impossible' };
  }
  if (rows === undefined) return { kind: 'possible', example: sharesOf(corners) };
  const matrix = findWholeMatrix(rows, constraints, defined, { bads: rangeOf(ratioFigures.badRate, corners), recall });
  if (matrix === 'too many') return { kind: 'too many', example: sharesOf(corners) };
  return matrix === undefined ? { kind: 'impossible' } : { kind: 'possible', example: matrix };
}

function constraintsOf({ name, bounds }: GivenFigure): readonly Constraint[] {
  if (name === 'auc') return [];
  const { above, below } = ratioFigures[name];
  const rule = (sign: bigint, bound: bigint) =>
    above.map(
      (cell, index) => sign * (bounds.scale * BigInt(cell) - bound * BigInt(below[index] ?? 0)),
    ) as unknown as Cells;
  return [rule(1n, bounds.low), rule(-1n, bounds.high)];
}

/** What must not be 0 for the figure to exist. A stated 0 may be 0/0: some programs print it so. */
function divisorOf({ name, bounds }: GivenFigure): readonly Cells[] {
  if (name === 'auc' || bounds.low === 0n) return [];
  return [ratioFigures[name].below.map(BigInt) as unknown as Cells];
}

/** Least and largest value of a ratio over the cone: both at corners; 0 to 1 where it can be 0/0. */
function rangeOf({ above, below }: RatioFigure, corners: readonly Cells[]): readonly [number, number] {
  const [top, bottom] = [above, below].map((cells) => cells.map(BigInt) as unknown as Cells) as [Cells, Cells];
  let [low, high] = [1, 0];
  for (const corner of corners) {
    const divisor = dot(bottom, corner);
    if (divisor === 0n) continue;
    const value = quotient(dot(top, corner), divisor);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? [0, 1] : [low, high];
}

/** To about 1e-15, whatever the size of the two. */
function quotient(above: bigint, below: bigint): number {
  return Number((above * 10n ** 17n) / below) / 1e17;
}

function aucBounds(
  recall: readonly [number, number],
  falsePositiveRate: readonly [number, number],
): readonly [number, number] {
  return [recall[0] * (1 - falsePositiveRate[1]), 1 - falsePositiveRate[0] * (1 - recall[1])];
}

/** The middle of the corners, as shares. */
function sharesOf(corners: readonly Cells[]): CountedMatrix {
  const shares = corners.map((corner) => {
    const total = corner.reduce((sum, cell) => sum + cell, 0n);
    return corner.map((cell) => quotient(cell, total));
  });
  const [truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0] = [0, 1, 2, 3].map(
    (index) => shares.reduce((sum, share) => sum + (share[index] ?? 0), 0) / shares.length,
  );
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

/** Leaves out one figure after the other as long as the rest still contradicts itself. */
function smallestContradiction(given: Given): Given {
  let core = given;
  if (core.rows !== undefined && decide({ ...core, rows: undefined }).kind === 'impossible') {
    core = { ...core, rows: undefined };
  }
  for (const figure of given.figures) {
    const without = { ...core, figures: core.figures.filter((other) => other !== figure) };
    if (without.figures.length > 0 && decide(without).kind === 'impossible') core = without;
  }
  return core;
}

function deriveRange(core: Given, figure: GivenFigure): DerivedRange {
  const stated = asNumbers(figure.bounds);
  const others = core.figures.filter((other) => other !== figure);
  const corners = cornersOf(others.flatMap(constraintsOf));
  const allowed =
    corners.length === 0
      ? undefined
      : figure.name === 'auc'
        ? aucBounds(rangeOf(ratioFigures.recall, corners), rangeOf(ratioFigures.falsePositiveRate, corners))
        : rangeOf(ratioFigures[figure.name], corners);
  return { figure: figure.label, stated, allowed };
}

function explain(names: readonly string[], derived: readonly DerivedRange[]): string {
  const joined = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  // Accuracy follows from the rest and everybody knows it; else the figure that is furthest off tells the most.
  const distance = ({ stated, allowed }: DerivedRange) =>
    allowed === undefined ? -1 : Math.max(allowed[0] - stated[1], stated[0] - allowed[1]);
  const worst =
    derived.find((range) => range.figure === ratioFigures.accuracy.label && distance(range) > 0) ??
    [...derived].sort((a, b) => distance(b) - distance(a))[0];
  const start = `No confusion matrix has this ${joined} together`;
  if (worst?.allowed === undefined || !(distance(worst) > 0)) {
    return `${start}${names.at(-1)?.endsWith('rows') === true ? ': whole rows do not give these shares' : ''}.`;
  }
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const others = names.filter((name) => name !== worst.figure);
  return `${start}: with the stated ${others.join(', ')} the ${worst.figure} must lie between ${percent(worst.allowed[0])} and ${percent(worst.allowed[1])}, but ${percent((worst.stated[0] + worst.stated[1]) / 2)} is stated.`;
}

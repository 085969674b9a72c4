import { ProbityError } from '@probity/domain';
import { createRandom, shuffleIndices } from '@probity/numerics';
import { checkFolds, rowsByOutcome, type Split, splitsOfFolds } from './split.js';

/**
 * Divides rows into folds so that no group straddles two: the rows of one customer are never both learned from and
 * measured on. Folds are balanced by bads and by goods as far as the groups allow.
 *
 * @param groups length n; rows with equal numbers belong together; NaN is one group
 * @param labels length n; 1 = bad, 0 = good
 * @param folds whole number ≥ 2
 * @param seed whole number in [0, 2⁵³)
 * @throws TOO_FEW_ROWS when some fold would lack an outcome, SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n · folds + g log g) for g groups.
 */
export function groupedFolds(
  groups: ArrayLike<number>,
  labels: Uint8Array,
  folds: number,
  seed: number,
): readonly Split[] {
  checkFolds('groupedFolds', folds, 2);
  if (groups.length !== labels.length) {
    const message = `\`groups\` of \`groupedFolds\` must have one entry per label (${labels.length}); got ${groups.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'groups' });
  }
  const [goodRows, badRows] = rowsByOutcome('groupedFolds', labels);
  const { codeOf, goods, bads } = countGroups(groups, labels);
  const foldOfGroup = assignGroups(goods, bads, goodRows.length, badRows.length, folds, seed);
  return splitsOfFolds(
    codeOf.map((code) => foldOfGroup[code]),
    folds,
  );
}

interface GroupCounts {
  /** Group of each row, counted from 0 in order of appearance. */
  readonly codeOf: Int32Array;
  readonly goods: readonly number[];
  readonly bads: readonly number[];
}

function countGroups(groups: ArrayLike<number>, labels: Uint8Array): GroupCounts {
  const codes = new Map<number, number>();
  const goods: number[] = [];
  const bads: number[] = [];
  const codeOf = new Int32Array(groups.length);
  for (let row = 0; row < groups.length; row++) {
    let code = codes.get(groups[row]);
    if (code === undefined) {
      code = codes.size;
      codes.set(groups[row], code);
      goods.push(0);
      bads.push(0);
    }
    codeOf[row] = code;
    if (labels[row] === 1) bads[code] += 1;
    else goods[code] += 1;
  }
  return { codeOf, goods, bads };
}

/** The largest groups choose first; each goes where it adds least to Σ (bads / all bads)² + (goods / all goods)². */
function assignGroups(
  goods: readonly number[],
  bads: readonly number[],
  allGoods: number,
  allBads: number,
  folds: number,
  seed: number,
): Int32Array {
  const order = Array.from(shuffleIndices(createRandom(seed).fork('grouped folds'), goods.length));
  order.sort((a, b) => goods[b] + bads[b] - goods[a] - bads[a]);
  const foldGoods = new Float64Array(folds);
  const foldBads = new Float64Array(folds);
  const foldOfGroup = new Int32Array(goods.length);
  for (const group of order) {
    let best = 0;
    let least = Infinity;
    for (let fold = 0; fold < folds; fold++) {
      const crowding =
        (bads[group] * foldBads[fold]) / (allBads * allBads) + (goods[group] * foldGoods[fold]) / (allGoods * allGoods);
      const fewer = foldGoods[fold] + foldBads[fold] < foldGoods[best] + foldBads[best];
      if (crowding < least || (crowding === least && fewer)) {
        least = crowding;
        best = fold;
      }
    }
    foldOfGroup[group] = best;
    foldGoods[best] += goods[group];
    foldBads[best] += bads[group];
  }
  const poor = foldGoods.findIndex((count, fold) => count === 0 || foldBads[fold] === 0);
  if (poor >= 0) {
    const message = `${folds} folds of whole groups need both outcomes in each; fold ${poor + 1} has ${foldBads[poor]} bad and ${foldGoods[poor]} good of ${goods.length} groups`;
    throw new ProbityError('TOO_FEW_ROWS', message, { field: 'groups' });
  }
  return foldOfGroup;
}

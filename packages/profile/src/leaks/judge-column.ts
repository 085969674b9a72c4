import { isCodedColumn } from '@probity/domain';
import { wilsonRateInterval } from '@probity/numerics';
import { type ColumnFacts, type TwoWay, twoWay } from './column-facts.js';
import { type LeakFinding, type LeakKind, percentText } from './leak-finding.js';

/** Out-of-fold AUC of one column above which no honest credit feature has been seen. */
const ALONE_AUC = 0.95;
/** Share of rows that the levels of a copy of the outcome get right. */
const COPY_PURITY = 0.995;
const COPY_LEVELS = 50;
/** AUC of lying off a grid from which the values count as altered. */
const GRID_AUC = 0.85;
/** Whole years in months and in days of 30, round amounts. */
const GRIDS = [12, 360, 100, 1000, 6, 10, 5];
/** Lower end of the bad (or good) rate where a column is filled, from which it counts as filled after the outcome. */
const ONE_SIDED_RATE = 0.95;
const ONE_SIDED_ROWS = 50;
/** A key that tells the outcome better than this has the outcome in its order. */
const ID_AUC = 0.75;
const POST_OUTCOME_NAME =
  /charge.?off|chg.?off|write.?off|writ.*off.?(date|am)|recover(y|ies|ed)|out.?prncp|total.?(rec|pymnt|paym)|last.?(pymnt|payment)|settlement|hardship|foreclos|repossess|default.?date|date.?of.?default|days.?past.?due.?at|collection.?fee|loss.?given|realis?ed.?loss|realized.?loss/i;

/**
 * The strongest thing that can be said against one column, or undefined.
 *
 * @param baseRate share of bads
 * @param inUse whether the column is learned from as things stand
 */
export function judgeColumn(facts: ColumnFacts, labels: Uint8Array, inUse: boolean): LeakFinding | undefined {
  const { schema, coded } = facts.cells;
  const found = (
    kind: LeakKind,
    severity: LeakFinding['severity'],
    evidence: string,
    figures: Record<string, number>,
    advice: string,
  ): LeakFinding => ({ column: schema.name, kind, severity, evidence, figures, advice, inUse });
  if (schema.kind === 'id') return judgeId(facts, inUse);
  const copy = copyOf(facts, labels);
  if (copy !== undefined) {
    return found(
      'target-copy',
      'leak',
      `its ${copy.levels} values give the outcome in ${percentText(copy.purity)} of rows: it is the target in other words`,
      { purity: copy.purity, levels: copy.levels, auc: facts.auc },
      'Exclude it: it is known only once the outcome is.',
    );
  }
  const part = oneSided(facts, labels);
  if (part !== undefined) {
    return found(
      'post-outcome',
      'leak',
      `${part.words}; out-of-fold AUC alone ${facts.auc.toFixed(3)}`,
      { auc: facts.auc, ...part.figures },
      'Exclude it: what is filled in for one outcome only was filled in afterwards.',
    );
  }
  const grid = coded ? undefined : offGrid(facts, labels);
  if (grid !== undefined && grid.part.auc >= GRID_AUC) {
    const { size, part: off } = grid;
    return found(
      'altered-after-outcome',
      'leak',
      `values off the grid of ${size} are ${percentText(off.insideBads / off.inside)} bad (${off.inside} rows), values on it ${percentText(off.outsideBads / off.outside)} (${off.outside} rows): as if changed when the outcome came; out-of-fold AUC alone ${facts.auc.toFixed(3)}`,
      {
        auc: facts.auc,
        grid: size,
        offGridBadRate: off.insideBads / off.inside,
        onGridBadRate: off.outsideBads / off.outside,
        offGridAuc: off.auc,
      },
      'Use the value as agreed at application; if only the present one is kept, exclude it.',
    );
  }
  if (facts.auc > ALONE_AUC) {
    return found(
      'predicts-alone',
      'leak',
      `a small tree on this column alone reaches an out-of-fold AUC of ${facts.auc.toFixed(3)}`,
      { auc: facts.auc },
      'Find out when it becomes known; exclude it unless that is before the decision.',
    );
  }
  if (POST_OUTCOME_NAME.test(schema.name) && schema.role !== 'time') {
    return found(
      'post-outcome-name',
      'warning',
      `called like something that follows the outcome; out-of-fold AUC alone ${facts.auc.toFixed(3)}`,
      { auc: facts.auc },
      'Check that it is known at the decision; else exclude it.',
    );
  }
  return undefined;
}

function judgeId(facts: ColumnFacts, inUse: boolean): LeakFinding | undefined {
  const { schema } = facts.cells;
  if (!(facts.auc > ID_AUC) && !inUse) return undefined;
  return {
    column: schema.name,
    kind: 'id',
    severity: facts.auc > ID_AUC || inUse ? 'leak' : 'warning',
    evidence:
      facts.auc > ID_AUC
        ? `a key whose order tells the outcome: out-of-fold AUC alone ${facts.auc.toFixed(3)}`
        : `a key that is learned from: ${facts.ranked.distinct.length} different values in ${facts.ranked.ranks.length} rows`,
    figures: { auc: facts.auc, distinct: facts.ranked.distinct.length },
    advice: 'Never learn from it; mix the rows before anything that depends on their order.',
    inUse,
  };
}

/** Few values, nearly all rows of each with one outcome, both outcomes among them. */
function copyOf({ ranked }: ColumnFacts, labels: Uint8Array): { purity: number; levels: number } | undefined {
  const size = ranked.distinct.length;
  if (size < 2 || size > COPY_LEVELS) return undefined;
  const rows = new Uint32Array(size + 1);
  const bads = new Uint32Array(size + 1);
  for (let row = 0; row < labels.length; row++) {
    const rank = ranked.ranks[row] as number;
    const place = rank < 0 ? size : rank;
    rows[place] = (rows[place] as number) + 1;
    bads[place] = (bads[place] as number) + (labels[row] as number);
  }
  let right = 0;
  let badTotal = 0;
  let badsRight = 0;
  let goodsRight = 0;
  for (let place = 0; place <= size; place++) {
    const bad = bads[place] as number;
    const good = (rows[place] as number) - bad;
    right += Math.max(bad, good);
    badTotal += bad;
    if (bad > good) badsRight += bad;
    else goodsRight += good;
  }
  const goodTotal = labels.length - badTotal;
  // Where bads are rare, calling everybody good is right too: both outcomes must be told.
  const balanced = (badsRight / badTotal + goodsRight / goodTotal) / 2;
  return balanced >= COPY_PURITY ? { purity: right / labels.length, levels: size } : undefined;
}

/** Filled, or other than the usual value, for one outcome only. */
function oneSided(
  facts: ColumnFacts,
  labels: Uint8Array,
): { words: string; figures: Record<string, number> } | undefined {
  const parts: [TwoWay | undefined, string][] = [
    [facts.filled, 'filled'],
    [facts.unusual, `other than ${usualText(facts)}`],
  ];
  let bads = 0;
  for (const label of labels) bads += label;
  const goods = labels.length - bads;
  for (const [part, word] of parts) {
    if (part === undefined || part.inside === 0 || part.outside === 0) continue;
    const ofBads = part.insideBads / bads;
    const ofGoods = (part.inside - part.insideBads) / goods;
    const figures = { shareOfBads: ofBads, shareOfGoods: ofGoods, rows: part.inside, partAuc: part.auc };
    const words = `${word} in ${percentText(ofBads)} of bads and ${percentText(ofGoods)} of goods`;
    if (part.auc > ALONE_AUC) return { words, figures };
    // A part that is (almost) all of one outcome, far above what the overall rate would give by chance.
    const badRate = part.insideBads / part.inside;
    const low = wilsonRateInterval(part.insideBads, part.inside)[0];
    if (part.inside >= ONE_SIDED_ROWS && low >= ONE_SIDED_RATE && bads / labels.length < 0.7) {
      return { words: `${words}: ${percentText(badRate)} of those ${part.inside} rows are bad`, figures };
    }
  }
  return undefined;
}

function usualText({ usual, cells }: ColumnFacts): string {
  if (usual === undefined) return 'its usual value';
  if (isCodedColumn(cells.column)) return `"${cells.column.levels[usual.value] ?? ''}"`;
  return String(usual.value);
}

/** The grid (whole years, hundreds, …) that tells the outcomes apart best, among those that a fair part of the rows keep to. */
function offGrid({ cells, ranked }: ColumnFacts, labels: Uint8Array): { size: number; part: TwoWay } | undefined {
  if (ranked.distinct.length < 20) return undefined;
  let best: { size: number; part: TwoWay } | undefined;
  for (const size of GRIDS) {
    const part = twoWay(labels, (row) => {
      const value = cells.values[row] as number;
      return !Number.isNaN(value) && value % size !== 0;
    });
    const on = part.outside / labels.length;
    if (on < 0.2 || on > 0.95) continue;
    if (best === undefined || part.auc > best.part.auc) best = { size, part };
  }
  return best;
}

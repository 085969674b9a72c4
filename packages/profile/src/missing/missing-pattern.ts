import { chiSquaredSurvival } from '@probity/numerics';
import type { Cells } from '../column/cells.js';

/** Rows in which exactly these columns are missing. */
export interface MissingPattern {
  readonly columns: readonly string[];
  readonly count: number;
  readonly share: number;
  readonly bads: number | null;
}

/** Whether the outcome differs between rows where a column is missing and rows where it is filled. */
export interface MissingOutcome {
  readonly column: string;
  readonly missing: number;
  readonly badRateMissing: number;
  /** Null where it is never filled. */
  readonly badRateFilled: number | null;
  /** Pearson's χ² of the 2 × 2 table, 1 degree of freedom. */
  readonly pValue: number;
}

export interface Missingness {
  readonly missingCells: number;
  readonly missingShare: number;
  readonly completeRows: number;
  /** The most frequent patterns, the complete rows among them. */
  readonly patterns: readonly MissingPattern[];
  readonly patternCount: number;
  /** Columns that are missing together: Jaccard index of the missing rows at least 0.9. */
  readonly together: readonly { readonly columns: readonly string[]; readonly rows: number }[];
  /** Columns with missing cells, the strongest dependence first; empty without a target. */
  readonly byOutcome: readonly MissingOutcome[];
}

const PATTERNS = 20;
const TOGETHER = 0.9;

/** How cells are missing: which together, how often, and whether the outcome knows of it. Cost: O(rows × columns). */
export function missingPattern(
  columns: readonly Cells[],
  rowCount: number,
  labels: Uint8Array | undefined,
): Missingness {
  const gaps = columns
    .filter(({ schema }) => schema.role !== 'target')
    .map(({ schema, values }) => ({
      name: schema.name,
      flags: Uint8Array.from(values, (value) => Number(Number.isNaN(value))),
    }))
    .map((gap) => ({ ...gap, count: gap.flags.reduce((total, flag) => total + flag, 0) }))
    .filter(({ count }) => count > 0);
  const missingCells = gaps.reduce((total, { count }) => total + count, 0);
  const patterns = countPatterns(gaps, rowCount, labels);
  return {
    missingCells,
    missingShare: columns.length === 0 ? 0 : missingCells / (rowCount * columns.length),
    completeRows: patterns.find((pattern) => pattern.columns.length === 0)?.count ?? 0,
    patterns: patterns.slice(0, PATTERNS),
    patternCount: patterns.length,
    together: groupsOf(gaps, rowCount),
    byOutcome:
      labels === undefined
        ? []
        : gaps
            .map((gap) => outcomeOf(gap, labels))
            .sort((one, other) => one.pValue - other.pValue || other.missing - one.missing),
  };
}

interface Gap {
  readonly name: string;
  readonly flags: Uint8Array;
  readonly count: number;
}

function countPatterns(gaps: readonly Gap[], rowCount: number, labels: Uint8Array | undefined): MissingPattern[] {
  // Each row's pattern as a number, refined column by column: equal numbers, equal patterns so far.
  let codes = new Int32Array(rowCount);
  for (const { flags } of gaps) {
    const next = new Map<number, number>();
    codes = codes.map((code, row) => {
      const key = code * 2 + (flags[row] as number);
      const known = next.get(key);
      if (known !== undefined) return known;
      next.set(key, next.size);
      return next.size - 1;
    });
  }
  const counts = new Map<number, { row: number; count: number; bads: number }>();
  for (let row = 0; row < rowCount; row++) {
    const code = codes[row] as number;
    const entry = counts.get(code) ?? { row, count: 0, bads: 0 };
    entry.count++;
    entry.bads += labels?.[row] ?? 0;
    counts.set(code, entry);
  }
  return [...counts.values()]
    .sort((one, other) => other.count - one.count || one.row - other.row)
    .map(({ row, count, bads }) => ({
      columns: gaps.filter(({ flags }) => flags[row] === 1).map(({ name }) => name),
      count,
      share: count / rowCount,
      bads: labels === undefined ? null : bads,
    }));
}

function groupsOf(gaps: readonly Gap[], rowCount: number): Missingness['together'] {
  const groups: { lead: Gap; columns: string[] }[] = [];
  for (const gap of [...gaps].sort((one, other) => other.count - one.count)) {
    const home = groups.find(({ lead }) => {
      if (Math.min(lead.count, gap.count) < TOGETHER * Math.max(lead.count, gap.count)) return false;
      let both = 0;
      for (let row = 0; row < rowCount; row++) both += (lead.flags[row] as number) & (gap.flags[row] as number);
      return both >= TOGETHER * (lead.count + gap.count - both);
    });
    if (home === undefined) groups.push({ lead: gap, columns: [gap.name] });
    else home.columns.push(gap.name);
  }
  return groups.filter(({ columns }) => columns.length > 1).map(({ lead, columns }) => ({ columns, rows: lead.count }));
}

function outcomeOf({ name, flags, count }: Gap, labels: Uint8Array): MissingOutcome {
  let missingBads = 0;
  let bads = 0;
  for (let row = 0; row < labels.length; row++) {
    bads += labels[row] as number;
    if (flags[row] === 1) missingBads += labels[row] as number;
  }
  const n = labels.length;
  const filled = n - count;
  const determinant = missingBads * (filled - (bads - missingBads)) - (count - missingBads) * (bads - missingBads);
  const product = count * filled * bads * (n - bads);
  const statistic = product === 0 ? 0 : (n * determinant * determinant) / product;
  return {
    column: name,
    missing: count,
    badRateMissing: missingBads / count,
    badRateFilled: filled === 0 ? null : (bads - missingBads) / filled,
    pValue: chiSquaredSurvival(statistic, 1),
  };
}

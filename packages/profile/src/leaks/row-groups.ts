import { type Cells, takeCells } from '../column/cells.js';
import { rankValues } from '../column/rank-values.js';
import { type LeakFinding, percentText } from './leak-finding.js';
import { likenessInGroups } from './row-likeness.js';

/** A value must come this often the same number of times for the rows to count as replicates. */
const CONSTANT_SHARE = 0.95;
/** How much more often than by chance two rows of one group have the same outcome, on a scale from 0 to 1. */
const AGREEMENT = 0.3;
const LEAST_GROUPS = 30;
/** Likeness of the rows of one group from which features tell the group, so that a model learns it without its name. */
const TELLING_LIKENESS = 0.1;

interface RowGroups {
  readonly count: number;
  /** Rows that most groups have; undefined where groups differ in size. */
  readonly size: number | undefined;
  readonly meanSize: number;
  /** Cohen's kappa of pairs of rows in one group: 1 = always the same outcome, 0 = as by chance. */
  readonly agreement: number;
  /** Equal where two columns make the same groups. */
  readonly signature: string;
  /** Group of each row. */
  readonly ranks: Int32Array;
}

/**
 * Columns whose values tie rows of one outcome together: a family's replicates, a customer's loans.
 *
 * @param stated name of the column that is already used as group, if any
 */
export function judgeGroups(columns: readonly Cells[], labels: Uint8Array, stated: string | undefined): LeakFinding[] {
  const bySignature = new Map<string, { name: string; groups: RowGroups; others: string[] }>();
  for (const cells of columns) {
    const { schema } = cells;
    if (!['integer', 'id', 'category', 'text'].includes(schema.kind) && schema.role !== 'group') continue;
    if (schema.role === 'target' || schema.role === 'time') continue;
    const groups = groupsOf(cells, labels, schema.kind === 'id');
    if (groups === undefined) continue;
    const known = bySignature.get(groups.signature);
    if (known === undefined) bySignature.set(groups.signature, { name: schema.name, groups, others: [] });
    else if (schema.name === stated) {
      known.others.push(known.name);
      known.name = schema.name;
    } else known.others.push(schema.name);
  }
  const findings: LeakFinding[] = [];
  for (const { name, groups, others } of bySignature.values()) {
    if (name === stated) continue;
    const members = new Set([name, ...others]);
    const learned = columns.filter(({ schema }) => schema.role === 'feature');
    const isLearned = learned.some(({ schema }) => members.has(schema.name));
    const likeness = likenessInGroups(
      learned.filter(({ schema }) => !members.has(schema.name)),
      groups.ranks,
    );
    const reachesModel = isLearned || likeness >= TELLING_LIKENESS;
    const size =
      groups.size === undefined ? `${groups.meanSize.toFixed(1)} rows on average` : `${groups.size} rows each`;
    const also = others.length === 0 ? '' : ` (the same groups as ${others.slice(0, 3).join(', ')})`;
    const alike = reachesModel ? '' : ', but features hardly tell which group a row is of';
    findings.push({
      column: name,
      kind: 'group',
      severity: reachesModel ? 'leak' : 'warning',
      evidence: `${groups.count} groups of ${size}${also}; two rows of one group have the same outcome ${percentText(groups.agreement)} of the way from chance to always${alike}`,
      figures: {
        groups: groups.count,
        rowsPerGroup: groups.size ?? groups.meanSize,
        agreement: groups.agreement,
        ...(Number.isNaN(likeness) ? {} : { likeness }),
      },
      advice: reachesModel
        ? `Split by it (--group ${name}): else rows of one group are learned from and measured on.`
        : `Split by time, or by it (--group ${name}), as soon as a feature is made from other rows of the group.`,
      inUse: reachesModel,
    });
  }
  return findings;
}

function groupsOf(cells: Cells, labels: Uint8Array, isKey: boolean): RowGroups | undefined {
  const { distinct, ranks } = rankValues(cells.values);
  const n = labels.length;
  if (distinct.length < LEAST_GROUPS || distinct.length > n / 1.5) return undefined;
  const rows = new Uint32Array(distinct.length);
  const bads = new Uint32Array(distinct.length);
  let badTotal = 0;
  for (let row = 0; row < n; row++) {
    const rank = ranks[row] as number;
    // A group column names every row's group.
    if (rank < 0) return undefined;
    rows[rank] = (rows[rank] as number) + 1;
    bads[rank] = (bads[rank] as number) + (labels[row] as number);
    badTotal += labels[row] as number;
  }
  const size = usualSize(rows);
  // Without equal sizes only keys, and values so many that they name persons rather than amounts, are taken for groups.
  if (size === undefined && !(isKey && distinct.length > n / 50)) return undefined;
  let pairs = 0;
  let same = 0;
  for (let group = 0; group < rows.length; group++) {
    const all = rows[group] as number;
    const bad = bads[group] as number;
    pairs += (all * (all - 1)) / 2;
    same += (bad * (bad - 1)) / 2 + ((all - bad) * (all - bad - 1)) / 2;
  }
  const rate = badTotal / n;
  const chance = rate * rate + (1 - rate) * (1 - rate);
  const agreement = (same / pairs - chance) / (1 - chance);
  if (!(agreement >= AGREEMENT)) return undefined;
  let signature = 0;
  const seen = new Map<number, number>();
  for (let row = 0; row < Math.min(n, 5000); row++) {
    const rank = ranks[row] as number;
    if (!seen.has(rank)) seen.set(rank, seen.size);
    signature = (Math.imul(signature, 31) + (seen.get(rank) as number)) | 0;
  }
  return {
    count: distinct.length,
    size,
    meanSize: n / distinct.length,
    agreement,
    signature: `${distinct.length}:${signature}`,
    ranks,
  };
}

function usualSize(rows: Uint32Array): number | undefined {
  const counts = new Map<number, number>();
  for (const count of rows) counts.set(count, (counts.get(count) ?? 0) + 1);
  let usual = 0;
  for (const [size, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = size;
  return usual >= 2 && (counts.get(usual) as number) >= CONSTANT_SHARE * rows.length ? usual : undefined;
}

/** Cells that must agree for two rows to count as copies, the share of neighbours that must be copies, and pairs looked at. */
const ALIKE = 0.8;
const ALIKE_NEIGHBOURS = 0.2;
const PAIRS = 2000;

/** Whether neighbouring rows are copies of each other but for a few cells, which rows apart are not. */
export function judgeReplicates(
  columns: readonly Cells[],
  rowCount: number,
  labels: Uint8Array,
): LeakFinding | undefined {
  const telling = columns.filter(({ schema }) => schema.role !== 'target' && schema.role !== 'id');
  if (telling.length < 5 || rowCount < 200) return undefined;
  const step = Math.max(1, Math.floor((rowCount - 1) / PAIRS));
  const firsts = Uint32Array.from({ length: Math.floor((rowCount - 1) / step) }, (_, index) => index * step);
  const next = alikeShare(telling, firsts, (row) => row + 1, labels);
  const apart = alikeShare(telling, firsts, (row) => (row + Math.floor(rowCount / 2)) % rowCount, labels);
  if (next.share < ALIKE_NEIGHBOURS || next.share < 5 * apart.share || next.sameOutcome < 0.9) return undefined;
  return {
    column: null,
    kind: 'replicates',
    severity: 'warning',
    evidence: `${percentText(next.share)} of neighbouring rows agree in at least ${percentText(ALIKE)} of their cells (${percentText(apart.share)} of rows far apart do), and ${percentText(next.sameOutcome)} of those have the same outcome`,
    figures: { alikeNeighbours: next.share, alikeApart: apart.share, sameOutcome: next.sameOutcome },
    advice: 'Find the column that names the person or family and split by it (--group).',
    inUse: true,
  };
}

function alikeShare(
  columns: readonly Cells[],
  firsts: Uint32Array,
  other: (row: number) => number,
  labels: Uint8Array,
): { share: number; sameOutcome: number } {
  const agreed = new Uint32Array(firsts.length);
  const seconds = firsts.map(other);
  let counted = 0;
  for (const cells of columns) {
    const left = takeCells(cells, firsts).values;
    const right = takeCells(cells, seconds).values;
    // A column that rarely varies agrees by itself.
    counted++;
    for (let i = 0; i < left.length; i++) if (Object.is(left[i], right[i])) agreed[i] = (agreed[i] as number) + 1;
  }
  let alike = 0;
  let same = 0;
  for (let i = 0; i < agreed.length; i++) {
    if ((agreed[i] as number) < ALIKE * counted) continue;
    alike++;
    if (labels[firsts[i] as number] === labels[seconds[i] as number]) same++;
  }
  return { share: alike / firsts.length, sameOutcome: alike === 0 ? 0 : same / alike };
}

import { groupByScore } from '../metrics/score-groups.js';
import type { ProtectedAttribute } from './protected-attribute.js';

/** What is counted in one group; `approved` are the rows below the cut-off. */
export interface GroupCounts {
  readonly rows: number;
  readonly bads: number;
  readonly approved: number;
  readonly approvedBads: number;
  /** Sum of the scores: the bads that the model expects. */
  readonly expectedBads: number;
  /** ∑ score · (1 − score): the variance of the number of bads if the scores are right. */
  readonly variance: number;
}

/** One group's rows put together by score, so that counting any sample of them takes one pass. */
export interface GroupSample {
  /** The group's scores, each once, descending. */
  readonly scores: Float64Array;
  /** Per row: twice the position of its score, plus its label. */
  readonly cells: Uint32Array;
}

/** Row numbers of each group, in order. */
export function rowsByGroup({ groups, codes }: ProtectedAttribute): readonly Uint32Array[] {
  const sizes = new Uint32Array(groups.length);
  for (const code of codes) if (code >= 0) sizes[code] += 1;
  const rows = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code >= 0) rows[code][sizes[code]++] = row;
  }
  return rows;
}

export function sampleOf(scores: ArrayLike<number>, labels: ArrayLike<number>, rows: Uint32Array): GroupSample {
  const chosen = Float64Array.from(rows, (row) => scores[row]);
  const outcomes = Uint8Array.from(rows, (row) => labels[row]);
  const grouped = groupByScore(chosen, outcomes);
  const cells = Uint32Array.from(grouped.groupOf, (group, index) => 2 * group + outcomes[index]);
  return { scores: grouped.scores, cells };
}

/** Counts a sample of the group's rows; `times[cell]` says how often each kind of row is in it. */
export function countCells({ scores }: GroupSample, times: Float64Array, cutOff: number): GroupCounts {
  let [rows, bads, approved, approvedBads, expectedBads, variance] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < scores.length; index++) {
    const good = times[2 * index];
    const bad = times[2 * index + 1];
    const both = good + bad;
    if (both === 0) continue;
    const score = scores[index];
    rows += both;
    bads += bad;
    expectedBads += both * score;
    variance += both * score * (1 - score);
    if (score >= cutOff) continue;
    approved += both;
    approvedBads += bad;
  }
  return { rows, bads, approved, approvedBads, expectedBads, variance };
}

/** How often each kind of row occurs in the group itself. */
export function observedTimes({ scores, cells }: GroupSample): Float64Array {
  const times = new Float64Array(2 * scores.length);
  for (const cell of cells) times[cell] += 1;
  return times;
}

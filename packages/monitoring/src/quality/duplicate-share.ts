import { type Column, isCodedColumn, type Table } from '@probity/domain';

/**
 * Share of rows that equal an earlier row in every given column, in [0, 1]; missing equals missing.
 *
 * Exact, not by hashes. Cost: O(rows × columns), less where rows soon differ.
 */
export function duplicateShare({ rowCount, columns }: Table): number {
  if (rowCount === 0 || columns.length === 0) return 0;
  let groups = new Int32Array(rowCount);
  let count = 1;
  for (const column of columns) {
    const refined = refine(groups, column);
    groups = refined.groups;
    count = refined.count;
    if (count === rowCount) return 0;
  }
  return (rowCount - count) / rowCount;
}

/** Parts groups of rows by the values of one more column. */
function refine(groups: Int32Array, column: Column): { groups: Int32Array<ArrayBuffer>; count: number } {
  const next = new Int32Array(groups.length);
  const byGroup = new Map<number, Map<number, number>>();
  let count = 0;
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? 0;
    let members = byGroup.get(group);
    if (members === undefined) {
      members = new Map();
      byGroup.set(group, members);
    }
    const value = (isCodedColumn(column) ? column.codes[row] : column.values[row]) ?? Number.NaN;
    let place = members.get(value);
    if (place === undefined) {
      place = count++;
      members.set(value, place);
    }
    next[row] = place;
  }
  return { groups: next, count };
}

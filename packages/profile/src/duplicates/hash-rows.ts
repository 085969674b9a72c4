import type { Cells } from '../column/cells.js';

/** Two 32-bit hashes of each row's cells: rows of equal cells have equal hashes, others nearly never. Cost: O(cells). */
export function hashRows(columns: readonly Cells[], rowCount: number): Float64Array {
  const first = new Uint32Array(rowCount).fill(0x9e3779b9);
  const second = new Uint32Array(rowCount).fill(0x85ebca6b);
  const bits = new DataView(new ArrayBuffer(8));
  for (const { values, column } of columns) {
    const levels = 'levels' in column ? column.levels.map(hashText) : undefined;
    for (let row = 0; row < rowCount; row++) {
      const value = values[row] as number;
      // Levels by their text, so that rows of two files compare; −0 as 0; every NaN as one.
      const known = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value === 0 ? 0 : value;
      bits.setFloat64(0, levels === undefined || Number.isNaN(value) ? known : (levels[value] as number));
      const high = bits.getUint32(0);
      const low = bits.getUint32(4);
      first[row] = mix(mix((first[row] as number) ^ high) + low);
      second[row] = mix(mix((second[row] as number) + low) ^ high);
    }
  }
  // 53 bits fit into one number: enough for a million rows to hardly ever collide.
  return Float64Array.from(first, (high, row) => (high >>> 0) * 2097152 + ((second[row] as number) >>> 11));
}

/** A hash of a text as a whole number below 2⁵³. */
function hashText(text: string): number {
  let one = 0x811c9dc5;
  let two = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    one = Math.imul(one ^ text.charCodeAt(i), 0x01000193);
    two = mix(two ^ text.charCodeAt(i));
  }
  return (one >>> 0) * 2097152 + (two >>> 11);
}

export function mix(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

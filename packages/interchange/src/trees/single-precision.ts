const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/**
 * The largest 32-bit float at or below a number: for every 32-bit float x, `x <= value` is `x <= floorToSingle(value)`.
 *
 * Edges: below every finite float → -Infinity; above them all → the largest finite float; NaN → NaN.
 */
export function floorToSingle(value: number): number {
  const rounded = Math.fround(value);
  if (!(rounded > value)) return rounded;
  return nextSingle(rounded, -1);
}

/**
 * The smallest 32-bit float above a number: for every 32-bit float x, `x <= value` is `x < singleAbove(value)`.
 *
 * Edges: at or above the largest finite float → Infinity; NaN → NaN.
 */
export function singleAbove(value: number): number {
  const rounded = Math.fround(value);
  return rounded > value ? rounded : nextSingle(rounded, 1);
}

/** The 32-bit float next to one, towards -Infinity or Infinity. */
function nextSingle(from: number, direction: -1 | 1): number {
  if (Number.isNaN(from) || from === direction * Infinity) return from;
  // Floats of one sign are ordered as their bits are; zero is where the signs meet.
  single[0] = from;
  if (from === 0) bits[0] = direction > 0 ? 1 : -0x7fffffff;
  else bits[0] = (bits[0] as number) + (from > 0 === direction > 0 ? 1 : -1);
  return single[0] as number;
}

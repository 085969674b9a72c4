const PAIRS: readonly (readonly [yes: string, no: string])[] = [
  ['1', '0'],
  ['yes', 'no'],
  ['y', 'n'],
  ['true', 'false'],
  ['t', 'f'],
];

/** 1 or 0 for the texts that say so (1/0, yes/no, y/n, true/false, t/f, without case), else NaN. */
export function parseBoolean(cell: string): number {
  const lower = cell.toLowerCase();
  for (const [yes, no] of PAIRS) {
    if (lower === yes) return 1;
    if (lower === no) return 0;
  }
  return lower === '1.0' ? 1 : lower === '0.0' ? 0 : Number.NaN;
}

/** True when the texts all come from one pair, so that a column of them is a yes or no. */
export function isBooleanPair(cells: readonly string[]): boolean {
  const lower = new Set(cells.map((cell) => cell.toLowerCase().replace(/^([01])\.0+$/, '$1')));
  return lower.size > 0 && PAIRS.some(([yes, no]) => [...lower].every((cell) => cell === yes || cell === no));
}

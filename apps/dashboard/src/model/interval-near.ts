/** The values nearer to point `index` of a rising grid than to its neighbours; the ends are open. */
export function intervalNear(grid: readonly number[], index: number): { readonly from?: number; readonly to?: number } {
  const at = grid[index];
  const [before, after] = [grid[index - 1], grid[index + 1]];
  if (at === undefined) return {};
  return {
    ...(before === undefined ? {} : { from: middle(before, at) }),
    ...(after === undefined ? {} : { to: middle(at, after) }),
  };
}

function middle(one: number, other: number): number {
  return Number(((one + other) / 2).toPrecision(10));
}

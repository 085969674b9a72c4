import { bins, outOfBag, rowCount } from './forest-problem';
import { CATEGORY_SPLIT, MASK, masks, MISSING_LEFT, NODE, nodes, timesDrawn } from './forest-scratch';
import { hasBit } from './forest-split';

const ONE_TREE: i64 = 1 << 50;
const SHARE_UNITS: f64 = 68719476736.0;

/** Adds what the tree grown last says of the rows it had not drawn. Whole numbers: the order of the trees does not matter. */
export function addOutOfBag(): void {
  for (let row: u32 = 0; row < rowCount; row++) {
    if (load<u16>(timesDrawn + ((<usize>row) << 1)) != 0) continue;
    const leaf = findLeaf(row);
    const share = load<f64>(leaf, 16) / load<f64>(leaf, 24);
    atomic.add<i64>(outOfBag + ((<usize>row) << 3), ONE_TREE + <i64>nearest(share * SHARE_UNITS));
  }
}

/** Address of the leaf that a row falls into. */
function findLeaf(row: u32): usize {
  let node = nodes;
  const column = bins + <usize>row;
  while (true) {
    const feature = load<i32>(node);
    if (feature < 0) return node;
    const bin = <u32>load<u8>(column + <usize>feature * <usize>rowCount);
    const split = load<u32>(node, 8);
    let goesLeft: u32;
    if ((split & CATEGORY_SPLIT) != 0) {
      goesLeft = <u32>hasBit(masks + <usize>(split & (MISSING_LEFT - 1)) * MASK, bin);
    } else {
      const missingLeft = (split >> 30) & 1;
      goesLeft = <u32>(((bin + missingLeft) & 255) <= (split & 255) + missingLeft);
    }
    node = nodes + <usize>(load<u32>(node, 4) + 1 - goesLeft) * NODE;
  }
}

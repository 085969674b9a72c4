// Trees of any shape. A node names its left child; the right one follows it. A leaf is its own left child and tests for what
// never happens (byte 255), so that a row waits there while other walks go on, and no walk needs a branch of its own.
//
// A node is [byte, column, left (u16)] in 4 bytes (narrow) or [byte, -, column (u16), left (u32)] in 8 (wide); left is counted
// from the tree's first node. The number of trees is a multiple of 5: trees of one leaf -0 fill up, which change no sum.

import { ADDS_SINGLES, LEAVES, NARROW_CODES, NODES, TREE_COUNT, TREE_STARTS } from './score-layout';

/** The byte of leaves; splits have less. */
const LEAF: u32 = 255;

/** The node that a row goes to from the node at `node`, whose byte is given; counted from the tree's first. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function step<Node>(node: usize, byte: u32, codes: usize): usize {
  if (sizeof<Node>() == 4) {
    const code = <u32>load<u8>(codes + <usize>load<u8>(node, 1));
    return <usize>load<u16>(node, 2) + <usize>((byte - code) >> 31);
  }
  const code = <u32>load<u8>(codes + <usize>load<u16>(node, 2));
  return <usize>load<u32>(node, 4) + <usize>((byte - code) >> 31);
}

/** As `step`; narrow nodes find the columns at their fixed place. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function stepRow<Node>(node: usize, byte: u32, codes: usize): usize {
  if (sizeof<Node>() == 4) {
    const code = <u32>load<u8>(<usize>load<u8>(node, 1), NARROW_CODES);
    return <usize>load<u16>(node, 2) + <usize>((byte - code) >> 31);
  }
  return step<Node>(node, byte, codes);
}

/** The sum of leaves of the encoded row, five trees at a time. `Node` is u32 or u64. */
export function sumLinked<Node>(model: usize, codes: usize, base: f64): f64 {
  const nodes = model + <usize>load<u32>(model, NODES);
  const leaves = model + <usize>load<u32>(model, LEAVES);
  const treeCount = load<u32>(model, TREE_COUNT);
  const addsSingles = load<u32>(model, ADDS_SINGLES) != 0;
  let starts = model + <usize>load<u32>(model, TREE_STARTS);
  let sum = base;
  for (let tree: u32 = 0; tree < treeCount; tree += 5) {
    const startOne = <usize>load<u32>(starts);
    const startTwo = <usize>load<u32>(starts, 4);
    const startThree = <usize>load<u32>(starts, 8);
    const startFour = <usize>load<u32>(starts, 12);
    const startFive = <usize>load<u32>(starts, 16);
    const one = nodes + startOne * sizeof<Node>();
    const two = nodes + startTwo * sizeof<Node>();
    const three = nodes + startThree * sizeof<Node>();
    const four = nodes + startFour * sizeof<Node>();
    const five = nodes + startFive * sizeof<Node>();
    let a: usize = 0;
    let b: usize = 0;
    let c: usize = 0;
    let d: usize = 0;
    let e: usize = 0;
    while (true) {
      const nodeOne = one + a * sizeof<Node>();
      const nodeTwo = two + b * sizeof<Node>();
      const nodeThree = three + c * sizeof<Node>();
      const nodeFour = four + d * sizeof<Node>();
      const nodeFive = five + e * sizeof<Node>();
      const byteOne = <u32>load<u8>(nodeOne);
      const byteTwo = <u32>load<u8>(nodeTwo);
      const byteThree = <u32>load<u8>(nodeThree);
      const byteFour = <u32>load<u8>(nodeFour);
      const byteFive = <u32>load<u8>(nodeFive);
      // Until all are at leaves.
      if ((byteOne & byteTwo & byteThree & byteFour & byteFive) == LEAF) break;
      a = stepRow<Node>(nodeOne, byteOne, codes);
      b = stepRow<Node>(nodeTwo, byteTwo, codes);
      c = stepRow<Node>(nodeThree, byteThree, codes);
      d = stepRow<Node>(nodeFour, byteFour, codes);
      e = stepRow<Node>(nodeFive, byteFive, codes);
    }
    const leafOne = load<f64>(leaves + ((startOne + a) << 3));
    const leafTwo = load<f64>(leaves + ((startTwo + b) << 3));
    const leafThree = load<f64>(leaves + ((startThree + c) << 3));
    const leafFour = load<f64>(leaves + ((startFour + d) << 3));
    const leafFive = load<f64>(leaves + ((startFive + e) << 3));
    if (addsSingles) {
      sum = <f64>(<f32>(sum + leafOne));
      sum = <f64>(<f32>(sum + leafTwo));
      sum = <f64>(<f32>(sum + leafThree));
      sum = <f64>(<f32>(sum + leafFour));
      sum = <f64>(<f32>(sum + leafFive));
    } else {
      sum = sum + leafOne + leafTwo + leafThree + leafFour + leafFive;
    }
    starts += 20;
  }
  return sum;
}

/**
 * Adds the leaves of 128 encoded rows to `out`, tree by tree: four rows at a time, so that a large tree is fetched once for all of
 * them. `codes` holds the rows' columns, `rowBytes` apart. `Node` is u32 or u64.
 */
export function addLinked<Node>(model: usize, codes: usize, rowBytes: usize, out: usize): void {
  const nodes = model + <usize>load<u32>(model, NODES);
  const leaves = model + <usize>load<u32>(model, LEAVES);
  const treeCount = load<u32>(model, TREE_COUNT);
  const addsSingles = load<u32>(model, ADDS_SINGLES) != 0;
  const starts = model + <usize>load<u32>(model, TREE_STARTS);
  for (let tree: u32 = 0; tree < treeCount; tree++) {
    const start = <usize>load<u32>(starts + (<usize>tree << 2));
    const root = nodes + start * sizeof<Node>();
    const values = leaves + (start << 3);
    let one = codes;
    for (let row: usize = 0; row < 128; row += 4) {
      const two = one + rowBytes;
      const three = two + rowBytes;
      const four = three + rowBytes;
      let a: usize = 0;
      let b: usize = 0;
      let c: usize = 0;
      let d: usize = 0;
      while (true) {
        const nodeOne = root + a * sizeof<Node>();
        const nodeTwo = root + b * sizeof<Node>();
        const nodeThree = root + c * sizeof<Node>();
        const nodeFour = root + d * sizeof<Node>();
        const byteOne = <u32>load<u8>(nodeOne);
        const byteTwo = <u32>load<u8>(nodeTwo);
        const byteThree = <u32>load<u8>(nodeThree);
        const byteFour = <u32>load<u8>(nodeFour);
        if ((byteOne & byteTwo & byteThree & byteFour) == LEAF) break;
        a = step<Node>(nodeOne, byteOne, one);
        b = step<Node>(nodeTwo, byteTwo, two);
        c = step<Node>(nodeThree, byteThree, three);
        d = step<Node>(nodeFour, byteFour, four);
      }
      const at = out + (row << 3);
      addLeaf(at, load<f64>(values + (a << 3)), addsSingles);
      addLeaf(at + 8, load<f64>(values + (b << 3)), addsSingles);
      addLeaf(at + 16, load<f64>(values + (c << 3)), addsSingles);
      addLeaf(at + 24, load<f64>(values + (d << 3)), addsSingles);
      one = four + rowBytes;
    }
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addLeaf(at: usize, leaf: f64, addsSingles: bool): void {
  const sum = load<f64>(at) + leaf;
  store<f64>(at, addsSingles ? <f64>(<f32>sum) : sum);
}

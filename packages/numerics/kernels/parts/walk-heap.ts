// Perfect trees: every tree is padded to the same depth, so that a row's way has the same length in all and needs no
// branch; five are walked at a time, each waiting for its loads while the others step.
//
// Node i (from 1) has children 2i and 2i + 1 and is [byte, column] in 2 bytes (narrow) or [byte, -, column (u16)] in 4 (wide);
// a tree takes 2^depth nodes, the first unused. Node 2^depth + j is leaf j. The number of trees is a multiple of 5: trees of
// leaves -0 fill up, which change no sum.

import { ADDS_SINGLES, DEPTH, LEAVES, NARROW_CODES, NODES, TREE_COUNT } from './score-layout';

/** The node that a row goes to from node `i` of a tree. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function step<Node>(tree: usize, codes: usize, i: usize): usize {
  const node = tree + i * sizeof<Node>();
  const byte = <u32>load<u8>(node);
  const code =
    sizeof<Node>() == 2
      ? <u32>load<u8>(<usize>load<u8>(node, 1), NARROW_CODES)
      : <u32>load<u8>(codes + <usize>load<u16>(node, 2));
  // The borrow of byte - code is 1 where code > byte: right.
  return (i << 1) + <usize>((byte - code) >> 31);
}

/** The sum of leaves of the encoded row. `Node` is u16 or u32. */
export function sumHeap<Node>(model: usize, codes: usize, base: f64): f64 {
  const depth = load<u32>(model, DEPTH);
  const treeCount = load<u32>(model, TREE_COUNT);
  const addsSingles = load<u32>(model, ADDS_SINGLES) != 0;
  const treeBytes = sizeof<Node>() << depth;
  const leafBytes = (<usize>8) << depth;
  let one = model + <usize>load<u32>(model, NODES);
  // Leaf j is found as node 2^depth + j.
  let leaves = model + <usize>load<u32>(model, LEAVES) - leafBytes;
  let sum = base;
  for (let tree: u32 = 0; tree < treeCount; tree += 5) {
    const two = one + treeBytes;
    const three = two + treeBytes;
    const four = three + treeBytes;
    const five = four + treeBytes;
    let a: usize = 1;
    let b: usize = 1;
    let c: usize = 1;
    let d: usize = 1;
    let e: usize = 1;
    for (let level: u32 = 0; level < depth; level++) {
      a = step<Node>(one, codes, a);
      b = step<Node>(two, codes, b);
      c = step<Node>(three, codes, c);
      d = step<Node>(four, codes, d);
      e = step<Node>(five, codes, e);
    }
    const leafOne = load<f64>(leaves + (a << 3));
    const leafTwo = load<f64>(leaves + leafBytes + (b << 3));
    const leafThree = load<f64>(leaves + 2 * leafBytes + (c << 3));
    const leafFour = load<f64>(leaves + 3 * leafBytes + (d << 3));
    const leafFive = load<f64>(leaves + 4 * leafBytes + (e << 3));
    if (addsSingles) {
      sum = <f64>(<f32>(sum + leafOne));
      sum = <f64>(<f32>(sum + leafTwo));
      sum = <f64>(<f32>(sum + leafThree));
      sum = <f64>(<f32>(sum + leafFour));
      sum = <f64>(<f32>(sum + leafFive));
    } else {
      sum = sum + leafOne + leafTwo + leafThree + leafFour + leafFive;
    }
    one = five + treeBytes;
    leaves += 5 * leafBytes;
  }
  return sum;
}

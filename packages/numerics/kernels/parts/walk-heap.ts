// Perfect trees: every tree is padded to the same depth, so that a row's way has the same length in all and needs no
// branch; four are walked at a time, each waiting for its loads while the others step.
//
// Node i (from 1) has children 2i and 2i + 1 and is column * 256 + byte, in 2 bytes (narrow) or 4 (wide); a tree takes
// 2^depth nodes, the first unused. Node 2^depth + j is leaf j. The number of trees is a multiple of 4: trees of leaves -0
// fill up, which change no sum.

import { ADDS_SINGLES, CODES, DEPTH, LEAVES, NODES, TREE_COUNT } from './score-layout';

/** The children's node that a row goes to from node `i` of a tree. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function step<Node>(tree: usize, codes: usize, i: usize): usize {
  const node = <u32>load<Node>(tree + i * sizeof<Node>());
  const code = <u32>load<u8>(codes + <usize>(node >> 8));
  return (i << 1) + <usize>(code > (node & 255));
}

/** The sum of leaves of the encoded row. `Node` is u16 or u32. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function sumHeap<Node>(model: usize, base: f64): f64 {
  const depth = load<u32>(model, DEPTH);
  const codes = model + <usize>load<u32>(model, CODES);
  const treeCount = load<u32>(model, TREE_COUNT);
  const addsSingles = load<u32>(model, ADDS_SINGLES) != 0;
  const treeBytes = sizeof<Node>() << depth;
  const leafBytes = (<usize>8) << depth;
  let one = model + <usize>load<u32>(model, NODES);
  // Leaf j is found as node 2^depth + j.
  let leaves = model + <usize>load<u32>(model, LEAVES) - leafBytes;
  let sum = base;
  for (let tree: u32 = 0; tree < treeCount; tree += 4) {
    const two = one + treeBytes;
    const three = two + treeBytes;
    const four = three + treeBytes;
    let a: usize = 1;
    let b: usize = 1;
    let c: usize = 1;
    let d: usize = 1;
    for (let level: u32 = 0; level < depth; level++) {
      a = step<Node>(one, codes, a);
      b = step<Node>(two, codes, b);
      c = step<Node>(three, codes, c);
      d = step<Node>(four, codes, d);
    }
    const first = load<f64>(leaves + (a << 3));
    const second = load<f64>(leaves + leafBytes + (b << 3));
    const third = load<f64>(leaves + 2 * leafBytes + (c << 3));
    const fourth = load<f64>(leaves + 3 * leafBytes + (d << 3));
    if (addsSingles) {
      sum = <f64>(<f32>(sum + first));
      sum = <f64>(<f32>(sum + second));
      sum = <f64>(<f32>(sum + third));
      sum = <f64>(<f32>(sum + fourth));
    } else {
      sum = sum + first + second + third + fourth;
    }
    one = four + treeBytes;
    leaves += 4 * leafBytes;
  }
  return sum;
}

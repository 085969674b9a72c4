// Trees of any shape, four at a time. A node names its left child; the right one follows it. A leaf is its own left child
// and tests for what never happens, so that a row waits there while deeper trees of the group go on: no branch.
//
// A node is [byte, column, left (u16)] in 4 bytes (narrow) or [byte, column (u24), left (u32)] in 8 (wide); left is
// counted from the tree's first node. A group is [steps, -, -, -] and per tree [its first node, its number]; the numbers
// of trees that only fill a group up lead to a place of no meaning.

import { ADDS_SINGLES, CODES, GROUP_COUNT, GROUPS, LEAVES, NODES, TREE_COUNT, TREE_VALUES } from './score-layout';

const GROUP_BYTES: usize = 48;

/** The node that a row goes to from node `i` of a tree, counted as there. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function step<Node>(tree: usize, codes: usize, i: usize): usize {
  const node = load<Node>(tree + i * sizeof<Node>());
  const head = <u32>node;
  if (sizeof<Node>() == 4) {
    const code = <u32>load<u8>(codes + <usize>((head >> 8) & 255));
    return <usize>(head >> 16) + <usize>(code > (head & 255));
  }
  const code = <u32>load<u8>(codes + <usize>(head >> 8));
  return <usize>(<u64>node >> 32) + <usize>(code > (head & 255));
}

/** The sum of leaves of the encoded row. `Node` is u32 or u64. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function sumLinked<Node>(model: usize, base: f64): f64 {
  const codes = model + <usize>load<u32>(model, CODES);
  const nodes = model + <usize>load<u32>(model, NODES);
  const leaves = model + <usize>load<u32>(model, LEAVES);
  const values = model + <usize>load<u32>(model, TREE_VALUES);
  const groupCount = load<u32>(model, GROUP_COUNT);
  let group = model + <usize>load<u32>(model, GROUPS);
  for (let i: u32 = 0; i < groupCount; i++) {
    const steps = load<u32>(group);
    const one = nodes + <usize>load<u32>(group, 16) * sizeof<Node>();
    const two = nodes + <usize>load<u32>(group, 24) * sizeof<Node>();
    const three = nodes + <usize>load<u32>(group, 32) * sizeof<Node>();
    const four = nodes + <usize>load<u32>(group, 40) * sizeof<Node>();
    let a: usize = 0;
    let b: usize = 0;
    let c: usize = 0;
    let d: usize = 0;
    for (let level: u32 = 0; level < steps; level++) {
      a = step<Node>(one, codes, a);
      b = step<Node>(two, codes, b);
      c = step<Node>(three, codes, c);
      d = step<Node>(four, codes, d);
    }
    store<f64>(values + (<usize>load<u32>(group, 20) << 3), load<f64>(leaves + ((<usize>load<u32>(group, 16) + a) << 3)));
    store<f64>(values + (<usize>load<u32>(group, 28) << 3), load<f64>(leaves + ((<usize>load<u32>(group, 24) + b) << 3)));
    store<f64>(values + (<usize>load<u32>(group, 36) << 3), load<f64>(leaves + ((<usize>load<u32>(group, 32) + c) << 3)));
    store<f64>(values + (<usize>load<u32>(group, 44) << 3), load<f64>(leaves + ((<usize>load<u32>(group, 40) + d) << 3)));
    group += GROUP_BYTES;
  }
  return addInOrder(values, load<u32>(model, TREE_COUNT), base, load<u32>(model, ADDS_SINGLES) != 0);
}

function addInOrder(values: usize, count: u32, base: f64, addsSingles: bool): f64 {
  let sum = base;
  if (addsSingles) {
    for (let i: u32 = 0; i < count; i++) sum = <f64>(<f32>(sum + load<f64>(values + (<usize>i << 3))));
  } else {
    for (let i: u32 = 0; i < count; i++) sum += load<f64>(values + (<usize>i << 3));
  }
  return sum;
}

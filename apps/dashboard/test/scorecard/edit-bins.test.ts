import { type BinnedVariable, binVariable, rebin } from '@probity/learn';
import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import {
  edgesOf,
  groupsOf,
  mergeWithNext,
  moveEdge,
  moveLevel,
  possibleEdges,
  readEdits,
  splitBin,
} from '../../src/scorecard/edit-bins.js';

const random = createRandom(3);
const rows = 2000;
const labels = Uint8Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? 1 : 0));
const number: BinnedVariable = binVariable(
  {},
  {
    feature: { name: 'x', kind: 'numeric' },
    column: Float64Array.from(labels, (label) => random.nextNormal() + label),
    labels,
  },
);
const category: BinnedVariable = binVariable(
  { binPenalty: 0 },
  {
    feature: { name: 'c', kind: 'category', levels: ['a', 'b', 'c', 'd'] },
    column: Float64Array.from(labels, (label) => (random.nextFloat() < 0.3 ? label : random.nextUint32Below(4))),
    labels,
  },
);

describe('editing bins', () => {
  it('moves an edge to a place where the library can follow, and never past a neighbour', () => {
    const edges = edgesOf(number);
    const possible = possibleEdges(number.table);
    expect(edges.length).toBeGreaterThan(1);
    for (let edge = 0; edge < edges.length; edge++) {
      for (const place of [-5, 0, 3, possible.length - 1, 500]) {
        const moved = moveEdge(number, edge, place);
        expect(moved.toSorted((one, other) => one - other)).toEqual(moved);
        expect(new Set(moved).size).toBe(edges.length);
        expect(edgesOf(rebin(number.table, { edges: moved }))).toEqual(moved);
      }
    }
  });

  it('merges two bins into one, and splits one where its rows come nearest to halves', () => {
    const merged = rebin(number.table, mergeWithNext(number, 0));
    expect(edgesOf(merged)).toEqual(edgesOf(number).slice(1));
    const split = splitBin(merged, 0);
    const again = rebin(merged.table, split ?? {});
    const [low, high] = again.bins;
    const [size, other] = [low, high].map((bin) => (bin?.goods ?? 0) + (bin?.bads ?? 0));
    expect(Math.abs((size ?? 0) - (other ?? 0))).toBeLessThan(0.1 * ((size ?? 0) + (other ?? 0)));
  });

  it('moves levels between bins, opens one, and drops one that is empty', () => {
    const groups = groupsOf(category);
    const level = groups[0]?.[0] ?? '';
    const alone = rebin(category.table, moveLevel(category, level, groups.length));
    expect(groupsOf(alone).at(-1)).toEqual([level]);
    expect(groupsOf(alone).flat().sort()).toEqual(['a', 'b', 'c', 'd']);
    const back = moveLevel(alone, level, 0).groups ?? [];
    expect(back.every((levels) => levels.length > 0)).toBe(true);
    expect(back.flat().sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes from an address only what has the form of an edit', () => {
    const good = { x: { edges: [1, 2] }, c: { groups: [['a']], exclude: true } };
    expect(readEdits({ ...good, y: { edges: ['1'] }, z: { script: 1 }, w: 3 })).toEqual(good);
    expect(readEdits('text')).toEqual({});
    expect(readEdits([1])).toEqual({});
  });
});

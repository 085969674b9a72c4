import { describe, expect, it } from 'vitest';
import { readCard } from '../../src/card/read-card.js';
import { fitProofCard } from '../../src/testing/index.js';

const card = fitProofCard();
const [first, ...rest] = card.variables;
if (first === undefined) throw new Error('the card is empty');

describe('readCard', () => {
  it('spells out every level and code of every variable', () => {
    const { variables } = readCard(card);
    for (const { codes, levels, intervals, kind, missing, bins } of variables) {
      expect(bins[missing - 1]?.label).toBe('missing');
      if (kind === 'numeric') expect(intervals.at(-1)?.upTo).toBe(Number.POSITIVE_INFINITY);
      expect(new Set(levels.map(({ level }) => level)).size).toBe(levels.length);
      expect(codes.every(({ bin }) => bin >= 1 && bin <= bins.length)).toBe(true);
    }
  });

  it('counts a code without a bin as missing', () => {
    const coded = card.variables.find(
      ({ feature }) => feature.kind === 'numeric' && feature.specialCodes !== undefined,
    );
    if (coded === undefined) throw new Error('no variable has codes');
    const bins = coded.bins.filter(({ range }) => range.kind !== 'special' || !range.codes.includes(-8));
    const [variable] = readCard({ ...card, variables: [{ ...coded, bins }] }).variables;
    expect(variable?.codes.find(({ code }) => code === -8)?.bin).toBe(variable?.missing);
  });

  it('refuses bins that leave a gap, and a variable without a bin for missing', () => {
    const numeric = card.variables.find(({ feature, bins }) => feature.kind === 'numeric' && bins.length > 3) ?? first;
    const gap = { ...card, variables: [{ ...numeric, bins: numeric.bins.toSpliced(1, 1) }, ...rest] };
    expect(() => readCard(gap)).toThrow('cover the line once');
    const open = {
      ...card,
      variables: [{ ...first, bins: first.bins.filter(({ range }) => range.kind !== 'missing') }],
    };
    expect(() => readCard(open)).toThrow('bin for missing');
  });

  it('refuses a calibration of margins that are probabilities', () => {
    const calibration = { kind: 'beta', scale: 'probability', intercept: 0, a: 1, b: 1 } as const;
    expect(() => readCard(card, { calibration })).toThrow('log-odds');
  });
});

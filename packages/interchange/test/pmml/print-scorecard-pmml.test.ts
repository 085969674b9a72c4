import { describe, expect, it } from 'vitest';
import { printScorecardPmml } from '../../src/index.js';
import { fitProofCard, proofCalibration, spitefulLevels } from '../../src/testing/index.js';

const card = fitProofCard();
const printed = printScorecardPmml(card, { calibration: proofCalibration, title: 'a "card" <1>' });
const count = (pattern: RegExp) => printed.match(pattern)?.length ?? 0;

// That an evaluator scores as the library does is for scripts/proof/scorecard.mjs, which needs Java.
describe('printScorecardPmml', () => {
  it('prints one characteristic per variable, each with its missing bin, edges and codes', () => {
    expect(count(/<Characteristic /g)).toBe(card.variables.length);
    expect(count(/operator="isMissing"/g)).toBe(card.variables.length);
    const edges = card.variables.flatMap(({ bins }) =>
      bins.flatMap(({ range }) => (range.kind === 'interval' && range.upTo !== undefined ? [range.upTo] : [])),
    );
    for (const edge of edges) expect(printed).toContain(`operator="lessOrEqual" value="${edge}"`);
    for (const code of [-7, -8, -9]) expect(printed).toContain(`operator="equal" value="${code}"`);
  });

  it('gives points, margin, probability and reason codes', () => {
    expect(printed).toContain('feature="predictedValue"');
    for (const name of ['points_', 'margin', 'probability']) expect(printed).toContain(`<OutputField name="${name}"`);
    expect(count(/feature="reasonCode"/g)).toBe(4);
    expect(printed).toContain('reasonCodeAlgorithm="pointsBelow"');
  });

  it('is well-formed whatever names and levels hold', () => {
    expect(printed.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
    expect(count(/&(?!#\d+;)/g)).toBe(0);
    expect(printed).toContain(spitefulLevels[0]?.replace("'", '&#39;') ?? '');
  });

  it('refuses what XML cannot hold', () => {
    const [first, ...rest] = card.variables;
    if (first === undefined) throw new Error('the card is empty');
    const broken = { ...card, variables: [{ ...first, feature: { ...first.feature, name: 'a\u0000b' } }, ...rest] };
    expect(() => printScorecardPmml(broken)).toThrow('XML cannot hold');
  });
});

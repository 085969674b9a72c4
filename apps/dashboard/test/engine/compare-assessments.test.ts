import type { Assessment } from '@probity/domain';
import { describe, expect, it } from 'vitest';
import { compareAssessments } from '../../src/engine/compare-assessments.js';

const assessment: Assessment = {
  riskScore: 0.1 + 0.2,
  riskCategory: 'medium',
  points: 512,
  grade: 'E',
  decision: 'refer',
  reasons: [{ feature: 'income', text: 'The income is low', contribution: 0.25 }],
  explanation: {
    baseline: -1,
    margin: -0.75,
    contributions: [
      { feature: 'income', label: 'Income', value: 900, contribution: 0.25 },
      { feature: 'age', label: 'Age', value: null, contribution: -0 },
    ],
  },
  warnings: [],
};

describe('compareAssessments', () => {
  it('finds an assessment identical to itself after a trip through JSON, and counts its numbers', () => {
    const recorded = JSON.parse(JSON.stringify(assessment)) as Assessment;
    expect(compareAssessments(recorded, assessment)).toEqual({ identical: true, numbers: 8 });
  });

  it('sees a difference of one bit and names where it is', () => {
    const recorded: Assessment = {
      ...assessment,
      explanation: { ...assessment.explanation, margin: -0.75 * (1 + Number.EPSILON) },
    };
    expect(compareAssessments(recorded, assessment)).toMatchObject({ identical: false, path: 'explanation.margin' });
  });

  it('sees a reason that is missing', () => {
    const found = compareAssessments({ ...assessment, reasons: [] }, assessment);
    expect(found).toMatchObject({ identical: false, path: 'reasons[0]' });
  });
});

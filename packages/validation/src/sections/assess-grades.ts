import type { CreditPolicy } from '@probity/domain';
import { calibrationByGrade, type GradeOutcome } from '@probity/monitoring';
import { gradeOf } from '@probity/scoring';
import { notAssessed, type ReportSection, type VerdictLight } from '../report/report-section.js';
import type { ValidationSample } from '../sample/validation-sample.js';

/** Calibration grade by grade: exact binomial test and traffic light. */
export function assessGrades(sample: ValidationSample, policy: CreditPolicy, assetCorrelation: number): ReportSection {
  const [id, title] = ['grades', 'Calibration by grade'];
  if (sample.bads === 0) return notAssessed(id, title, 'no row is bad');
  const tests = calibrationByGrade(gradesOf(sample, policy), { assetCorrelation });
  const count = (light: VerdictLight) => tests.filter((test) => test.light === light).length;
  const [red, amber] = [count('red'), count('amber')];
  const correlated = assetCorrelation > 0;
  return {
    id,
    title,
    status: 'assessed',
    light: red > 0 ? 'red' : amber > 0 ? 'amber' : 'green',
    finding:
      red + amber === 0
        ? `All ${tests.length} grades agree with their prediction.`
        : `${red} of ${tests.length} grades red, ${amber} amber: ${tests
            .filter(({ light }) => light !== 'green')
            .map(({ grade, direction }) => `${grade} (${direction === 'under' ? 'more' : 'fewer'} bads than predicted)`)
            .join(', ')}.`,
    blocks: [
      {
        kind: 'table',
        id: 'grades',
        title: 'Predicted and observed by grade',
        method: 'grades',
        note: `Amber below a two-sided p of 5 %, red below 1 %, each grade on its own.${correlated ? ` The last column allows for an asset correlation of ${assetCorrelation}.` : ' Defaults are taken as independent; in a downturn that rejects too often.'}`,
        columns: [
          { label: 'grade' },
          { label: 'rows', format: 'count' },
          { label: 'bads', format: 'count' },
          { label: 'predicted', format: 'share' },
          { label: 'observed', format: 'share' },
          { label: '95 % from', format: 'share' },
          { label: 'to', format: 'share' },
          { label: 'p, as many or more', format: 'p-value' },
          { label: 'p, as few or fewer', format: 'p-value' },
          ...(correlated ? [{ label: 'p, correlated', format: 'p-value' as const }] : []),
        ],
        rows: tests.map((test) => [
          test.grade,
          test.rows,
          test.bads,
          test.predicted,
          test.badRate,
          ...test.interval,
          test.pAtLeast,
          test.pAtMost,
          ...(correlated ? [test.pAtLeastCorrelated] : []),
        ]),
        lights: tests.map(({ light }) => light),
      },
    ],
  };
}

function gradesOf({ riskScores, labels }: ValidationSample, policy: CreditPolicy): readonly GradeOutcome[] {
  const totals = new Map(policy.grades.map(({ grade }) => [grade, { rows: 0, bads: 0, predicted: 0 }]));
  for (const [row, score] of riskScores.entries()) {
    const total = totals.get(gradeOf(policy, score));
    if (total === undefined) continue;
    total.rows += 1;
    total.bads += labels[row] ?? 0;
    total.predicted += score;
  }
  return [...totals].map(([grade, { rows, bads, predicted }]) => ({
    grade,
    rows,
    bads,
    predicted: rows === 0 ? 0 : Math.min(1, predicted / rows),
  }));
}

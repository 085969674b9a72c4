import type { Outcome } from '@probity/domain';

/** One line of the answer, as the table shows it. */
export interface BatchRow {
  /** Line in the file that was dropped. */
  readonly line: number;
  /** The file's own name of the row, where it has an id column. */
  readonly id: string | undefined;
  readonly riskScore: number | undefined;
  readonly points: string;
  readonly grade: string;
  readonly outcome: Outcome | undefined;
  readonly reasons: readonly string[];
  readonly decisionId: string | undefined;
  /** Why the row was refused; empty where it was scored. */
  readonly error: string;
}

/** What the rows are narrowed to: an outcome, refused rows, or a stretch of the score. */
export interface BatchFilter {
  readonly show?: Outcome | 'refused' | undefined;
  /** Place of a bar of the histogram, from 0. */
  readonly bar?: number | undefined;
}

export const SCORE_BARS = 25;

/** Reads lines of the answer by the names in its first line. */
export function rowReader(head: readonly string[]): (cells: readonly string[]) => BatchRow {
  const at = (name: string) => head.indexOf(name);
  const scoreAt = at('risk_score');
  const idAt = scoreAt === 2 ? 1 : -1;
  const reasonsAt = ['reason_1', 'reason_2', 'reason_3', 'reason_4'].map(at).filter((place) => place >= 0);
  const [pointsAt, gradeAt, outcomeAt, decisionAt, errorAt] = [
    ...['points', 'grade', 'decision', 'decision_id', 'error'].map(at),
  ] as [number, number, number, number, number];
  return (cells) => {
    const cell = (place: number) => cells[place] ?? '';
    const score = cell(scoreAt);
    return {
      line: Number(cell(0)),
      id: cell(idAt) || undefined,
      riskScore: score === '' ? undefined : Number(score),
      points: cell(pointsAt),
      grade: cell(gradeAt),
      outcome: (cell(outcomeAt) || undefined) as Outcome | undefined,
      reasons: reasonsAt.map(cell).filter((reason) => reason !== ''),
      decisionId: cell(decisionAt) || undefined,
      error: cell(errorAt),
    };
  };
}

/** The bar of the histogram in which a score lies. Bars are even on the square root: lending happens at the low end. */
export function barOf(riskScore: number): number {
  return Math.min(SCORE_BARS - 1, Math.floor(Math.sqrt(riskScore) * SCORE_BARS));
}

/** The risk score at which a bar begins. */
export function barStart(bar: number): number {
  return (bar / SCORE_BARS) ** 2;
}

export function matches(row: BatchRow, { show, bar }: BatchFilter): boolean {
  if (show === 'refused' && row.error === '') return false;
  if (show !== undefined && show !== 'refused' && row.outcome !== show) return false;
  return bar === undefined || (row.riskScore !== undefined && barOf(row.riskScore) === bar);
}

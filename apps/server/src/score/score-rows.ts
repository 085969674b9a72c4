import { setImmediate } from 'node:timers/promises';
import type { ScoreResponseRow } from '@probity/contract';
import { type Application, ProbityError } from '@probity/domain';
import type { Scorer } from '@probity/scoring';
import type { Decide } from '../decide.js';

/** After so long other requests get their turn. */
const LONGEST_STRETCH_MS = 10;
/** Decisions that wait for the disk together: the log writes those at hand in one commit. */
const RECORDED_TOGETHER = 64;

/** What a row came to, without its place. */
export type RowResult = ScoreResponseRow extends infer Row ? (Row extends unknown ? Omit<Row, 'row'> : never) : never;

/** Scores a list of applications, in order. */
export type ScoreRows = (applications: Iterable<Application>) => AsyncGenerator<RowResult>;

/**
 * Scores without a trace: nothing is recorded. A row that the model refuses is a result, not the end.
 *
 * @param explain adds reasons, at the price of an explanation each
 */
export function scoreOnly(scorer: Scorer, explain: boolean, monotonicMs: () => number): ScoreRows {
  return async function* (applications) {
    let since = monotonicMs();
    for (const application of applications) {
      yield resultOf(() => (explain ? scorer.assess(application) : scorer.score(application)));
      if (monotonicMs() - since < LONGEST_STRETCH_MS) continue;
      await setImmediate();
      since = monotonicMs();
    }
  };
}

/** Decides on every row as `POST /v1/assess` does: each is recorded before it is answered. */
export function decideEach(
  decide: Decide,
  model: string,
  explain: boolean,
  monotonicMs: () => number,
  subjectOf: (application: Application) => string | undefined,
): ScoreRows {
  const decideOne = async (application: Application): Promise<RowResult> => {
    const subject = subjectOf(application);
    const request = { application: { ...application }, model, ...(subject === undefined ? {} : { subject }) };
    try {
      const decision = await decide(request, { arrivedAtMs: monotonicMs() });
      return { ...scored(decision, explain), decisionId: decision.decisionId };
    } catch (error) {
      return refused(error);
    }
  };
  return async function* (applications) {
    let group: Application[] = [];
    for (const application of applications) {
      group.push(application);
      if (group.length < RECORDED_TOGETHER) continue;
      yield* await Promise.all(group.map(decideOne));
      group = [];
    }
    yield* await Promise.all(group.map(decideOne));
  };
}

function resultOf(score: () => ScoredLike): RowResult {
  try {
    return scored(score(), true);
  } catch (error) {
    return refused(error);
  }
}

type ScoredLike = ReturnType<Scorer['score']> & { readonly reasons?: readonly { readonly text: string }[] };

function scored(score: ScoredLike, explain: boolean): Extract<RowResult, { riskScore: number }> {
  const { riskScore, riskCategory, points, grade, decision, reasons } = score;
  return {
    ...{ riskScore, riskCategory, points, grade, decision },
    ...(explain && reasons !== undefined ? { reasons: reasons.map(({ text }) => text) } : {}),
  };
}

/** Only what is wrong with the row is its result: a store that is down stops the batch. */
function refused(error: unknown): RowResult {
  if (!(error instanceof ProbityError) || (error.kind !== 'data-refused' && error.kind !== 'malformed')) throw error;
  const field = error.details['field'];
  return {
    error: { code: error.code, message: error.message, ...(typeof field === 'string' ? { field } : {}) },
  };
}

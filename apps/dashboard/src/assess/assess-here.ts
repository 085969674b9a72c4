import type { DecisionResponse } from '@probity/contract';
import { type Assessment, ProbityError } from '@probity/domain';
import type { Scorer } from '@probity/scoring';
import type { Draft } from '../form/draft.js';

export interface LocalAssessment {
  readonly assessment?: Assessment;
  readonly milliseconds?: number;
  readonly error?: { readonly message: string; readonly field: string | undefined };
}

/** A decision's application with some values changed, assessed in this browser; a value the engine refuses is an answer too. */
export function assessHere(scorer: Scorer | undefined, decision: DecisionResponse, changed: Draft): LocalAssessment {
  if (scorer === undefined) return {};
  const start = performance.now();
  try {
    const assessment = scorer.assess({ ...decision.application, ...changed });
    return { assessment, milliseconds: performance.now() - start };
  } catch (error) {
    if (!(error instanceof ProbityError)) throw error;
    return { error: { message: error.message, field: error.details.field } };
  }
}

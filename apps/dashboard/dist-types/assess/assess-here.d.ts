import type { DecisionResponse } from '@probity/contract';
import { type Assessment } from '@probity/domain';
import type { Scorer } from '@probity/scoring';
import type { Draft } from '../form/draft.js';
export interface LocalAssessment {
    readonly assessment?: Assessment;
    readonly milliseconds?: number;
    readonly error?: {
        readonly message: string;
        readonly field: string | undefined;
    };
}
/** A decision's application with some values changed, assessed in this browser; a value the engine refuses is an answer too. */
export declare function assessHere(scorer: Scorer | undefined, decision: DecisionResponse, changed: Draft): LocalAssessment;
//# sourceMappingURL=assess-here.d.ts.map
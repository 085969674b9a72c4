import type { FormResponse } from '@probity/contract';
import type { Scorer } from '@probity/scoring';
import { type Draft } from '../form/draft.js';
/** Checks a draft, has it assessed and recorded, and shows the decision by putting it into the address. */
export declare function useAssess(form: FormResponse, scorer: Scorer | undefined): {
    submit: (draft: Draft) => Promise<void>;
    errors: Readonly<Record<string, import("../engine/find-field-errors.js").FieldError>>;
    isBusy: boolean;
    failure: Error | null;
    clearError: (name: string) => void;
    clearErrors: () => void;
};
/** Records an application as a new decision and goes to it. */
export declare function useRecordDecision(form: FormResponse): import("@tanstack/react-query").UseMutationResult<{
    decisionId: import("@probity/domain").DecisionId;
    riskScore: number;
    riskCategory: "high" | "low" | "medium";
    decision: "approve" | "decline" | "refer";
    grade: string;
    points: number;
    reasons: {
        feature: string;
        text: string;
        contribution: number;
    }[];
    explanation: {
        baseline: number;
        margin: number;
        contributions: {
            feature: string;
            label: string;
            value: string | number | boolean | null;
            contribution: number;
        }[];
    };
    warnings: string[];
    model: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    };
    processingTimeMs: number;
    occurredAt: string;
    application: Record<string, string | number | boolean | null>;
}, Error, Readonly<Record<string, import("@probity/domain").FieldValue>>, unknown>;
//# sourceMappingURL=use-assess.d.ts.map
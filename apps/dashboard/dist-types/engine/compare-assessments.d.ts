import type { Assessment } from '@probity/domain';
/** Where two assessments part, or how much was found equal. */
export type Comparison = {
    readonly identical: true;
    readonly numbers: number;
} | {
    readonly identical: false;
    readonly path: string;
    readonly recorded: unknown;
    readonly computed: unknown;
};
/**
 * Compares a recorded assessment with one computed here, bit for bit.
 *
 * Numbers are equal only if they are the same double; the computed side goes through JSON first, as the recorded one did.
 */
export declare function compareAssessments(recorded: Assessment, computed: Assessment): Comparison;
//# sourceMappingURL=compare-assessments.d.ts.map
import type { Application } from '@probity/domain';
import type { FormField, Scorer } from '@probity/scoring';
/** Everyone's middle: the median or most common level of every field. */
export declare function typicalApplicant(fields: readonly FormField[]): Application;
/**
 * Somebody drawn from the training data's distributions, field by field (independently, so an odd mixture at times).
 * @param random a draw in [0, 1)
 */
export declare function randomApplicant(fields: readonly FormField[], random: () => number): Application;
/**
 * The typical applicant with the fields that raise the risk most, one at a time, turned to their worse side:
 * the tenth or ninetieth percentile, or a level that is not rare. The engine itself says which side that is.
 */
export declare function riskyApplicant(fields: readonly FormField[], scorer: Scorer): Application;
//# sourceMappingURL=presets.d.ts.map
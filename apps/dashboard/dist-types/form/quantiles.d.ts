import { type FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
/** The value below which a share of the training data lies; undefined for fields without quantiles. */
export declare function quantileOf(field: FormField, share: number): FieldValue | undefined;
/** The middle of the answers that were given: the median, or the level seen most often. */
export declare function middleValue(field: FormField): FieldValue;
/** The most common answer: the middle one, or "not known" where most applications leave the field empty. */
export declare function typicalValue(field: FormField): FieldValue;
/** The range a slider should span, and its step: the central 98 % of the data within the schema's bounds. */
export declare function sliderRange(field: FormField): {
    min: number;
    max: number;
    step: number;
} | undefined;
//# sourceMappingURL=quantiles.d.ts.map
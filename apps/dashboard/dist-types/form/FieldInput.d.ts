import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import type { FieldError } from '../engine/find-field-errors.js';
interface FieldInputProps {
    readonly field: FormField;
    readonly value: FieldValue | undefined;
    readonly error?: FieldError | undefined;
    readonly onChange: (value: FieldValue | undefined) => void;
}
/** One question of the form, with its unit, its hint, its error, and the way to say "not known". */
export declare function FieldInput({ field, value, error, onChange }: FieldInputProps): import("react").JSX.Element;
/** The levels, and a value that is none of them (from an older decision), so that it is not lost. */
export declare function optionsOf(field: FormField, value: FieldValue | undefined): readonly {
    readonly value: string;
    readonly label: string;
}[];
export {};
//# sourceMappingURL=FieldInput.d.ts.map
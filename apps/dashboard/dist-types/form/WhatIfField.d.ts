import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
interface WhatIfFieldProps {
    readonly field: FormField;
    readonly recorded: FieldValue;
    readonly value: FieldValue;
    readonly onChange: (name: string, value: FieldValue) => void;
}
/** One field of the what-if: a slider or a choice, the recorded value beside it, and the way back to it. */
export declare const WhatIfField: import("react").MemoExoticComponent<({ field, recorded, value, onChange }: WhatIfFieldProps) => import("react").JSX.Element>;
export {};
//# sourceMappingURL=WhatIfField.d.ts.map
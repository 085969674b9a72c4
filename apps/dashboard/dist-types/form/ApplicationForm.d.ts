import './form.css';
import type { FieldValue } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import type { FieldErrors } from '../engine/find-field-errors.js';
import type { Draft } from './draft.js';
interface ApplicationFormProps {
    readonly fields: readonly FormField[];
    readonly draft: Draft;
    readonly errors: FieldErrors;
    readonly isBusy: boolean;
    readonly onChange: (name: string, value: FieldValue | undefined) => void;
    readonly onSubmit: () => void;
}
/** Every field the model needs, in groups of two columns. */
export declare function ApplicationForm({ fields, draft, errors, isBusy, onChange, onSubmit }: ApplicationFormProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=ApplicationForm.d.ts.map
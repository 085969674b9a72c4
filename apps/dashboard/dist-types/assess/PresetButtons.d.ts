import type { FormResponse } from '@probity/contract';
import type { Draft } from '../form/draft.js';
interface PresetButtonsProps {
    readonly form: FormResponse;
    readonly onFill: (draft: Draft) => void;
}
/** Applicants made from the training data's distributions, to try things with. */
export declare function PresetButtons({ form, onFill }: PresetButtonsProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=PresetButtons.d.ts.map
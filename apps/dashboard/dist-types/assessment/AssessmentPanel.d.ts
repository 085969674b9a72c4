import './assessment.css';
import type { Assessment } from '@probity/domain';
import type { FormField } from '@probity/scoring';
import type { ReactNode } from 'react';
interface AssessmentPanelProps {
    readonly assessment: Assessment;
    /** What a what-if is compared with. */
    readonly recorded?: Assessment | undefined;
    readonly fields?: readonly FormField[] | undefined;
    readonly cutOffs?: {
        readonly approveBelow: number;
        readonly declineFrom: number;
    } | undefined;
    /** Which model, where recorded, how it was checked. */
    readonly children?: ReactNode;
}
/** Score, grade, decision, reasons and contributions: one assessment, wherever it is shown. */
export declare function AssessmentPanel({ assessment, recorded, fields, cutOffs, children }: AssessmentPanelProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=AssessmentPanel.d.ts.map
import type { DecisionResponse, FormResponse } from '@probity/contract';
interface WorkbenchProps {
    readonly form: FormResponse;
    /** The decision that the address names. */
    readonly decision: DecisionResponse | undefined;
}
/** The form on one side, what came of it on the other; or, once there is a decision, its what-if. */
export declare function Workbench({ form, decision }: WorkbenchProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=Workbench.d.ts.map
import type { DecisionResponse, FormResponse } from '@probity/contract';
import type { FormField } from '@probity/scoring';
interface RecordedResultProps {
    readonly decision: DecisionResponse;
    readonly fields: readonly FormField[];
    readonly policy: FormResponse['policy'];
    readonly onWhatIf: () => void;
}
/** A decision just made, with its record and the way to its what-if. */
export declare function RecordedResult({ decision, fields, policy, onWhatIf }: RecordedResultProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=RecordedResult.d.ts.map
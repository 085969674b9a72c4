import type { Explanation } from '@probity/domain';
import type { FormField } from '@probity/scoring';
interface ContributionTableProps {
    readonly explanation: Explanation;
    readonly fields?: readonly FormField[] | undefined;
}
/** Every contribution with all its digits, for whoever wants to add them up. */
export declare function ContributionTable({ explanation, fields }: ContributionTableProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=ContributionTable.d.ts.map
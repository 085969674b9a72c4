import type { Application } from '@probity/domain';
import type { FormField } from '@probity/scoring';
interface ApplicationTableProps {
    readonly application: Application;
    readonly fields?: readonly FormField[] | undefined;
}
/** What was known of the applicant, in the form's order, then whatever else was sent. */
export declare function ApplicationTable({ application, fields }: ApplicationTableProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=ApplicationTable.d.ts.map
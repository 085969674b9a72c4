import type { Reason } from '@probity/domain';
/** The factors that raised the risk, in words, worst first. */
export declare function ReasonList({ reasons }: {
    readonly reasons: readonly Reason[];
}): import("react").JSX.Element;
//# sourceMappingURL=ReasonList.d.ts.map
/** Before the first decision: what will be here. */
export declare function EmptyResult({ isBusy }: {
    readonly isBusy: boolean;
}): import("react").JSX.Element;
//# sourceMappingURL=EmptyResult.d.ts.map
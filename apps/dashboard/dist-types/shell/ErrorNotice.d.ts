/** A refusal or failure in words: what happened, what to do, and the code to quote. */
export declare function ErrorNotice({ error, onRetry }: {
    readonly error: unknown;
    readonly onRetry?: () => void;
}): import("react").JSX.Element;
//# sourceMappingURL=ErrorNotice.d.ts.map
/** A page that could not be shown. */
export declare function PageError({ error }: {
    readonly error: unknown;
}): import("react").JSX.Element;
//# sourceMappingURL=PageError.d.ts.map
/** An address that is none of ours. */
export declare function NotFound(): import("react").JSX.Element;
//# sourceMappingURL=NotFound.d.ts.map
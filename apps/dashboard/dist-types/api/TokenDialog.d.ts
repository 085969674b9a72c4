/** Asks for the bearer token when the server wants one; it is kept for this tab only. */
export declare function TokenDialog(): import("react").JSX.Element;
//# sourceMappingURL=TokenDialog.d.ts.map
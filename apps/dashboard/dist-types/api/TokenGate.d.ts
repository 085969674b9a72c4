/** Shows the token dialog while the server wants a token. */
export declare function TokenGate(): import("react").JSX.Element | null;
//# sourceMappingURL=TokenGate.d.ts.map
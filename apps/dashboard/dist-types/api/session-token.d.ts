/** The bearer token of this tab; forgotten when the tab closes. */
export declare function readToken(): string | null;
/** Keeps the token for this tab and closes the dialog. */
export declare function keepToken(token: string): void;
/** Called by the API client when the server answers 401: opens the dialog. */
export declare function askForToken(): void;
export declare function isTokenWanted(): boolean;
/** For `useSyncExternalStore`. */
export declare function onTokenWanted(listener: () => void): () => void;
//# sourceMappingURL=session-token.d.ts.map
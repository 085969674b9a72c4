/** A refusal or failure of the server, as its error envelope tells it. */
export declare class ApiError extends Error {
    readonly name = "ApiError";
    readonly status: number;
    readonly code: string;
    readonly remedy: string;
    readonly field: string | undefined;
    readonly requestId: string | undefined;
    constructor(status: number, body: unknown);
    /** True where the same request may succeed a moment later. */
    get isTransient(): boolean;
}
//# sourceMappingURL=api-error.d.ts.map
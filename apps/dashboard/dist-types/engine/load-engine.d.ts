import { type ModelReference } from '@probity/domain';
import type { Scorer } from '@probity/scoring';
/** The engine of one model, running in this browser. */
export interface BrowserEngine {
    readonly scorer: Scorer;
    /** SHA-256 of the bytes as hashed here, not as the server says. */
    readonly hash: string;
}
export declare function referenceOf(model: ModelReference): string;
/**
 * Fetches a model's bundle, checks every byte against its hash, and makes the same scorer that the server uses.
 * @throws what `readBundle` throws: BUNDLE_TAMPERED when the bytes do not have the hash of `model`
 */
export declare function loadEngine(model: ModelReference): Promise<BrowserEngine>;
/** Kept by hash: bytes that were checked once need no second look. */
export declare function engineQuery(model: ModelReference | undefined): import("@tanstack/query-core").OmitKeyof<import("@tanstack/react-query").UseQueryOptions<BrowserEngine, Error, BrowserEngine, string[]>, "queryFn"> & {
    queryFn?: import("@tanstack/query-core").QueryFunction<BrowserEngine, string[], never>;
} & import("@tanstack/query-core").QueryKeyWithDataTag<string[], BrowserEngine, Error>;
//# sourceMappingURL=load-engine.d.ts.map
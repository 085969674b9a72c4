import type { Outcome } from '@probity/domain';
import type { QueryClient } from '@tanstack/react-query';
/** What the assess page keeps in its address. Never an applicant's data: addresses end up in histories and logs. */
export interface AssessSearch {
    /** Name of a model, with a version or alias; the champion where absent. */
    readonly model?: string;
    /** A recorded decision to show, and to start from. */
    readonly decision?: string;
    readonly view?: 'what-if';
}
export interface DecisionsSearch {
    readonly outcome?: Outcome;
}
export declare function createAppRouter(queryClient: QueryClient): import("@tanstack/router-core").RouterCore<import("@tanstack/router-core").Route<import("@tanstack/react-router").Register, any, "/", "/", string, "__root__", undefined, {}, {
    queryClient: QueryClient;
}, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, undefined, readonly [import("@tanstack/react-router").Route<unknown, import("@tanstack/react-router").RootRoute<import("@tanstack/react-router").Register, undefined, {
    queryClient: QueryClient;
}, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, undefined, unknown, unknown, unknown, unknown, undefined>, "/", "/", string, "/", (search: Record<string, unknown>) => AssessSearch, import("@tanstack/router-core").ResolveParams<"/">, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, ({ context }: import("@tanstack/router-core").LoaderFnContext<unknown, import("@tanstack/react-router").RootRoute<import("@tanstack/react-router").Register, undefined, {
    queryClient: QueryClient;
}, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, undefined, unknown, unknown, unknown, unknown, undefined>, "/", import("@tanstack/router-core").ResolveParams<"/">, {}, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, unknown, undefined>) => undefined, unknown, unknown, unknown, unknown, undefined>, import("@tanstack/react-router").Route<unknown, import("@tanstack/react-router").RootRoute<import("@tanstack/react-router").Register, undefined, {
    queryClient: QueryClient;
}, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, undefined, unknown, unknown, unknown, unknown, undefined>, "/decisions", "/decisions", string, "/decisions", (search: Record<string, unknown>) => DecisionsSearch, import("@tanstack/router-core").ResolveParams<"/decisions">, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, undefined, unknown, unknown, unknown, unknown, undefined>, import("@tanstack/react-router").Route<unknown, import("@tanstack/react-router").RootRoute<import("@tanstack/react-router").Register, undefined, {
    queryClient: QueryClient;
}, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, undefined, unknown, unknown, unknown, unknown, undefined>, "/decisions/$id", "/decisions/$id", string, "/decisions/$id", undefined, import("@tanstack/router-core").ResolveParams<"/decisions/$id">, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, import("@tanstack/router-core").AnyContext, {}, undefined, unknown, unknown, unknown, unknown, undefined>], unknown, unknown, unknown, undefined>, "never", false, import("@tanstack/history").RouterHistory, Record<string, any>>;
declare module '@tanstack/react-router' {
    interface Register {
        router: ReturnType<typeof createAppRouter>;
    }
}
//# sourceMappingURL=router.d.ts.map
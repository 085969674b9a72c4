/** Grey shapes where a page is about to be. */
export declare function PageLoading(): import("react").JSX.Element;
//# sourceMappingURL=PageLoading.d.ts.map
/** Local date and time to the second: 21 Nov 2026, 14:03:09. */
export declare function formatTime(iso: string): string;
/** The same without the year, for lists. */
export declare function formatShortTime(iso: string): string;
//# sourceMappingURL=format-time.d.ts.map
/** A value as people read it: 52 000, 3.5, −2. */
export declare function formatNumber(value: number): string;
/** A probability as a percentage with enough digits to tell neighbours apart: 12.4 %, 0.31 %. */
export declare function formatPercent(share: number, digits?: number): string;
/** A signed figure; zero has no sign: +0.42, −1.30, 0.00. */
export declare function formatSigned(value: number, digits: number): string;
/** All digits of a double, signed with a true minus: what a bit-for-bit comparison sees. */
export declare function formatExact(value: number): string;
//# sourceMappingURL=format-number.d.ts.map
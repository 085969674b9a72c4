import type { Explanation, FieldValue } from '@probity/domain';
/** One step of the chart, from `from` to `to` on the log-odds axis. */
export interface WaterfallStep {
    readonly key: string;
    readonly kind: 'baseline' | 'feature' | 'others' | 'margin';
    readonly label: string;
    readonly value?: FieldValue;
    /** Log-odds added by this step; for baseline and margin the log-odds themselves. */
    readonly amount: number;
    readonly from: number;
    readonly to: number;
}
export interface WaterfallLayout {
    readonly steps: readonly WaterfallStep[];
    /** The axis: every `from` and `to` lies within. */
    readonly low: number;
    readonly high: number;
}
/** As many single factors as a person still reads; the rest is one step. */
export declare const MOST_STEPS = 10;
/**
 * Steps from the baseline to the margin: the strongest factors first, whatever their direction, then all others as one.
 *
 * The last step is what is left to the margin, so the steps end on it exactly even where the sum rounds.
 */
export declare function layOutWaterfall(explanation: Explanation, most?: number): WaterfallLayout;
//# sourceMappingURL=waterfall-layout.d.ts.map
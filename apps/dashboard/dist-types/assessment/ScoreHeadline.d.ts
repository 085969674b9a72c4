import type { Assessment } from '@probity/domain';
interface ScoreHeadlineProps {
    readonly assessment: Assessment;
    readonly recorded?: Assessment | undefined;
}
/** The figures one looks for first; beside a recorded assessment, also how far they moved. */
export declare function ScoreHeadline({ assessment, recorded }: ScoreHeadlineProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=ScoreHeadline.d.ts.map
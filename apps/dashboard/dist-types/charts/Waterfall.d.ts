import './waterfall.css';
import type { Explanation } from '@probity/domain';
import type { FormField } from '@probity/scoring';
interface WaterfallProps {
    readonly explanation: Explanation;
    /** For the words of levels. */
    readonly fields?: readonly FormField[] | undefined;
}
/**
 * From the average application to this one, factor by factor, on the log-odds axis.
 *
 * One tab stop; the arrow keys walk the rows and the line below tells the exact figures of the row in hand.
 */
export declare function Waterfall({ explanation, fields }: WaterfallProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=Waterfall.d.ts.map
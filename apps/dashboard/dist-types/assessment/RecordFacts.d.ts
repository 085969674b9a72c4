import type { ModelReference } from '@probity/domain';
import type { ReactNode } from 'react';
interface RecordFactsProps {
    readonly model: ModelReference;
    readonly children?: ReactNode;
}
/** Which model decided, by its name and by its bytes; children add further facts. */
export declare function RecordFacts({ model, children }: RecordFactsProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=RecordFacts.d.ts.map
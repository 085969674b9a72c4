import './outcome-badge.css';
import type { Outcome } from '@probity/domain';
export declare function OutcomeBadge({ outcome, size }: {
    readonly outcome: Outcome;
    readonly size?: 'sm' | 'md';
}): import("react").JSX.Element;
//# sourceMappingURL=OutcomeBadge.d.ts.map
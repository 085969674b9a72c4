import './risk-scale.css';
interface RiskScaleProps {
    readonly riskScore: number;
    readonly approveBelow: number;
    readonly declineFrom: number;
    /** The recorded score, to compare a what-if with. */
    readonly recorded?: number | undefined;
}
/** Where the score lies between the two cut-offs. */
export declare function RiskScale({ riskScore, approveBelow, declineFrom, recorded }: RiskScaleProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=RiskScale.d.ts.map
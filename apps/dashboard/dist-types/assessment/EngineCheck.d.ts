import type { Application, Assessment, ModelReference } from '@probity/domain';
interface EngineCheckProps {
    readonly decision: Assessment & {
        readonly model: ModelReference;
        readonly application: Application;
    };
}
/** Computes a recorded decision again in this browser and says whether every bit is the same. */
export declare function EngineCheck({ decision }: EngineCheckProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=EngineCheck.d.ts.map
import type { DecisionResponse, FormResponse } from '@probity/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import type { BrowserEngine } from '../engine/load-engine.js';
interface WhatIfProps {
    readonly form: FormResponse;
    readonly decision: DecisionResponse;
    readonly engine: UseQueryResult<BrowserEngine>;
    readonly tools: ReactNode;
}
/** Every field within reach, the score recomputed here on each change; nothing is recorded until asked. */
export declare function WhatIf({ form, decision, engine, tools }: WhatIfProps): import("react").JSX.Element;
export {};
//# sourceMappingURL=WhatIf.d.ts.map
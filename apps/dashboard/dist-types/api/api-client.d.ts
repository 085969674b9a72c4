import type { AssessRequest, AssessResponse, DecisionResponse, DecisionsResponse, FormResponse, ModelsResponse } from '@probity/contract';
export declare function fetchModels(): Promise<ModelsResponse>;
export declare function fetchForm(reference: string): Promise<FormResponse>;
export declare function fetchBundle(reference: string): Promise<Uint8Array>;
export declare function fetchDecisions(before: string | undefined, limit: number): Promise<DecisionsResponse>;
export declare function fetchDecision(id: string): Promise<DecisionResponse>;
/** Assesses and records. The key makes a repeat after a lost answer return the same decision. */
export declare function postAssess(request: AssessRequest, idempotencyKey?: string): Promise<AssessResponse>;
//# sourceMappingURL=api-client.d.ts.map
export { createInMemoryDecisionLog } from '../ports/in-memory-decision-log.js';
export { createInMemoryModelRegistry } from '../ports/in-memory-model-registry.js';
export { decisionLogContract, exampleDecision } from './decision-log-contract.js';
export { exampleModel, modelRegistryContract } from './model-registry-contract.js';
export type { PortClaim } from './port-claim.js';

export { createInMemoryDecisionLog } from '../ports/in-memory-decision-log.js';
export { createInMemoryGovernanceLog } from '../ports/in-memory-governance-log.js';
export { createInMemoryModelRegistry } from '../ports/in-memory-model-registry.js';
export { createInMemoryReportArchive } from '../ports/in-memory-report-archive.js';
export { decisionLogContract, exampleDecision } from './decision-log-contract.js';
export { governanceLogContract } from './governance-log-contract.js';
export { exampleModel, modelRegistryContract } from './model-registry-contract.js';
export type { PortClaim } from './port-claim.js';
export { reportArchiveContract } from './report-archive-contract.js';

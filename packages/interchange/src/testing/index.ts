export { fitProofCard, proofCalibration, spitefulLevels, spitefulName } from './proof-card.js';
export { beside, type ProofRows, proofRows } from './proof-rows.js';

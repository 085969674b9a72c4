export { fitProofCard, proofCalibration, spitefulLevels, spitefulName } from './proof-card.js';
export { proofMatrix } from './proof-matrix.js';
export { proofCalibrations, proofFeatures, proofForestCalibration, proofTrees } from './proof-models.js';
export { beside, type ProofRows, proofRows } from './proof-rows.js';

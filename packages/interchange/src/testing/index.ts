export { beside, type ProofRows, proofRows } from './proof-rows.js';

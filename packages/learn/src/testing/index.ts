export { checkEstimator, type EstimatorCheck, type EstimatorClaims } from './check-estimator.js';
export { awkwardRows, simulateRows } from './simulate-rows.js';

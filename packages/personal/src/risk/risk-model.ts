// Written by scripts/train-personal-risk.mjs.
import type { RiskInputName } from './risk-inputs.js';

export interface RiskModel {
  readonly name: 'with-balance' | 'flows-only';
  readonly baseline: number;
  readonly terms: readonly { readonly input: RiskInputName; readonly weight: number; readonly average: number }[];
}

export const riskModels: Readonly<Record<RiskModel['name'], RiskModel>> = {
  'with-balance': { name: 'with-balance', baseline: 0, terms: [] },
  'flows-only': { name: 'flows-only', baseline: 0, terms: [] },
};

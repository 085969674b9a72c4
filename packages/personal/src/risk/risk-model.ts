// Written by scripts/train-personal-risk.mjs, from simulated households only.
import type { RiskInputName } from './risk-inputs.js';

/** A logistic model in broken lines: the log-odds are the baseline and one effect for each input, read off its line. */
export interface RiskModel {
  readonly name: 'with-balance' | 'flows-only';
  /** Log-odds of the average household. */
  readonly baseline: number;
  readonly terms: readonly RiskTerm[];
}

export interface RiskTerm {
  readonly input: RiskInputName;
  /** Mean of the input among the simulated households. */
  readonly average: number;
  /** Ascending values of the input with their effect in log-odds, 0 on average; constant beyond the ends. */
  readonly points: readonly (readonly [value: number, logOdds: number])[];
}

export const riskModels: Readonly<Record<RiskModel['name'], RiskModel>> = {
  'with-balance': {
    name: 'with-balance',
    baseline: -2.4962,
    terms: [
      {
        input: 'expenseIncomeRatio',
        average: 0.9368,
        points: [
          [0.5328, -0.4771],
          [0.7459, -0.4771],
          [0.8133, -0.4556],
          [0.8709, -0.4556],
          [0.9331, -0.2257],
          [0.9894, 0.3504],
          [1.0494, 0.6499],
          [1.151, 0.8993],
          [2.5346, 0.988],
        ],
      },
      {
        input: 'lowBalanceFrequency',
        average: 0.1175,
        points: [
          [0, -0.1526],
          [0.0667, 0.1976],
          [0.3111, 0.2148],
          [0.6722, 0.4733],
          [1, 0.636],
        ],
      },
      {
        input: 'overdrawnDays',
        average: 0.0643,
        points: [
          [0, -0.1564],
          [0.0889, 0.4834],
          [0.4889, 0.8712],
          [1, 1.0547],
        ],
      },
      {
        input: 'bufferDays',
        average: 46.725,
        points: [
          [-30, 1.9359],
          [1.7098, 1.7106],
          [14.7599, 1.003],
          [29.0045, 0.0467],
          [42.9209, -0.2366],
          [55.7843, -0.4096],
          [79.3793, -0.7617],
          [120, -0.9561],
        ],
      },
      {
        input: 'lowestBufferDays',
        average: 24.7767,
        points: [
          [-30, 2.726],
          [-15.4685, 2.4316],
          [-3.3479, 1.4308],
          [7.233, 0.4412],
          [18.5187, -0.0762],
          [29.1516, -0.8866],
          [52.8511, -1.4285],
          [109.227, -1.596],
          [120, -1.6702],
        ],
      },
    ],
  },
  'flows-only': {
    name: 'flows-only',
    baseline: -1.9183,
    terms: [
      {
        input: 'expenseIncomeRatio',
        average: 0.9368,
        points: [
          [0.5328, -2.323],
          [0.7459, -2.2743],
          [0.8133, -1.8833],
          [0.8709, -1.3422],
          [0.9331, -0.1585],
          [0.9894, 1.1673],
          [1.0494, 1.9696],
          [1.151, 2.8256],
          [2.5346, 3.1334],
        ],
      },
      {
        input: 'expenseSwing',
        average: 0.1773,
        points: [
          [0.0165, -0.0712],
          [0.0625, -0.049],
          [0.0904, 0.0054],
          [0.1208, 0.0054],
          [0.1582, 0.0054],
          [0.2061, 0.0054],
          [0.2648, 0.0054],
          [0.3509, 0.0054],
          [0.8463, 0.0054],
        ],
      },
      {
        input: 'essentialShare',
        average: 0.7162,
        points: [
          [0.481, -0.1672],
          [0.5978, -0.14],
          [0.6419, -0.14],
          [0.6781, -0.14],
          [0.7164, -0.075],
          [0.756, 0.1012],
          [0.7906, 0.1847],
          [0.8316, 0.2717],
          [0.9229, 0.5553],
        ],
      },
    ],
  },
};

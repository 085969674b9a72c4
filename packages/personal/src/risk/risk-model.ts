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
    baseline: -2.4388,
    terms: [
      {
        input: 'expenseIncomeRatio',
        average: 0.9368,
        points: [
          [0.5328, -0.4734],
          [0.7459, -0.4755],
          [0.8133, -0.4103],
          [0.8709, -0.4957],
          [0.9331, -0.2232],
          [0.9894, 0.3528],
          [1.0494, 0.6523],
          [1.151, 0.9016],
          [2.5346, 0.9902],
        ],
      },
      {
        input: 'lowBalanceFrequency',
        average: 0.1175,
        points: [
          [0, -0.1525],
          [0.0667, 0.1975],
          [0.3111, 0.2147],
          [0.6722, 0.4732],
          [1, 0.6359],
        ],
      },
      {
        input: 'overdrawnDays',
        average: 0.0643,
        points: [
          [0, -0.1564],
          [0.0889, 0.4833],
          [0.4889, 0.871],
          [1, 1.0544],
        ],
      },
      {
        input: 'bufferDays',
        average: 46.725,
        points: [
          [-30, 1.9354],
          [1.7098, 1.7102],
          [14.7599, 1.0027],
          [29.0045, 0.0467],
          [42.9209, -0.2365],
          [55.7843, -0.4095],
          [79.3793, -0.7615],
          [120, -0.9558],
        ],
      },
      {
        input: 'lowestBufferDays',
        average: 24.7767,
        points: [
          [-30, 2.7251],
          [-15.4685, 2.4308],
          [-3.3479, 1.4304],
          [7.233, 0.441],
          [18.5187, -0.0762],
          [29.1516, -0.8864],
          [52.8511, -1.4282],
          [109.227, -1.5956],
          [120, -1.6698],
        ],
      },
      {
        input: 'incomeSwing',
        average: 0.0844,
        points: [
          [0, 0.171],
          [0.1253, -0.0085],
          [0.2142, -0.3445],
          [0.3533, -0.7482],
          [1.4038, -0.8211],
        ],
      },
      {
        input: 'expenseSwing',
        average: 0.1773,
        points: [
          [0.0165, 0.1773],
          [0.0625, 0.1537],
          [0.0904, 0.1944],
          [0.1208, 0.2092],
          [0.1582, 0.0335],
          [0.2061, -0.1443],
          [0.2648, -0.1963],
          [0.3509, -0.3573],
          [0.8463, -0.4794],
        ],
      },
      {
        input: 'essentialShare',
        average: 0.7162,
        points: [
          [0.481, 0.2809],
          [0.5978, 0.1898],
          [0.6419, 0.0357],
          [0.6781, -0.0075],
          [0.7164, -0.0832],
          [0.756, 0.0471],
          [0.7906, -0.0192],
          [0.8316, -0.1266],
          [0.9229, -0.0663],
        ],
      },
      {
        input: 'largestExpense',
        average: 0.3652,
        points: [
          [0.1189, 0.2261],
          [0.1988, 0.1664],
          [0.2452, 0.2185],
          [0.2879, 0.2457],
          [0.3337, 0.0452],
          [0.3861, -0.2369],
          [0.4507, -0.2257],
          [0.6364, -0.2804],
          [3, -0.4368],
        ],
      },
    ],
  },
  'flows-only': {
    name: 'flows-only',
    baseline: -1.8893,
    terms: [
      {
        input: 'expenseIncomeRatio',
        average: 0.9368,
        points: [
          [0.5328, -2.3753],
          [0.7459, -2.3255],
          [0.8133, -1.9258],
          [0.8709, -1.3724],
          [0.9331, -0.162],
          [0.9894, 1.1938],
          [1.0494, 2.0142],
          [1.151, 2.8894],
          [2.5346, 3.2042],
        ],
      },
      {
        input: 'incomeSwing',
        average: 0.0844,
        points: [
          [0, 0.1034],
          [0.1253, 0.0232],
          [0.2142, -0.2274],
          [0.3533, -0.4868],
          [1.4038, -0.3071],
        ],
      },
      {
        input: 'expenseSwing',
        average: 0.1773,
        points: [
          [0.0165, -0.1106],
          [0.0625, -0.0879],
          [0.0904, 0.0214],
          [0.1208, 0.0536],
          [0.1582, -0.042],
          [0.2061, 0.0959],
          [0.2648, -0.0018],
          [0.3509, -0.1109],
          [0.8463, -0.2414],
        ],
      },
      {
        input: 'essentialShare',
        average: 0.7162,
        points: [
          [0.481, -0.1648],
          [0.5978, -0.0924],
          [0.6419, -0.0981],
          [0.6781, -0.2206],
          [0.7164, -0.0705],
          [0.756, 0.1097],
          [0.7906, 0.195],
          [0.8316, 0.284],
          [0.9229, 0.574],
        ],
      },
      {
        input: 'largestExpense',
        average: 0.3652,
        points: [
          [0.1189, 0.3362],
          [0.1988, 0.3248],
          [0.2452, 0.1728],
          [0.2879, 0.1781],
          [0.3337, 0.041],
          [0.3861, -0.2449],
          [0.4507, -0.2115],
          [0.6364, -0.2276],
          [3, -0.3519],
        ],
      },
    ],
  },
};

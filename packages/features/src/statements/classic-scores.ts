import { log, normalCdf, sigmoid } from '@probity/numerics';
import type { CompanyStatement } from './company-statement.js';
import { completeStatement } from './complete-statement.js';
import { computeRatios, type RatioValue } from './compute-ratios.js';

/** What the classic scores are computed from; null or absent where not known. */
export interface ClassicInputs {
  readonly workingCapitalToAssets?: number | null;
  readonly retainedEarningsToAssets?: number | null;
  readonly ebitToAssets?: number | null;
  readonly marketEquityToLiabilities?: number | null;
  readonly equityToLiabilities?: number | null;
  readonly salesToAssets?: number | null;
  readonly liabilitiesToAssets?: number | null;
  readonly netProfitToAssets?: number | null;
  readonly currentRatio?: number | null;
  /** Funds from operations / total liabilities: net profit and depreciation stand for the funds. */
  readonly netProfitAndDepreciationToLiabilities?: number | null;
  /** Decimal logarithm of total assets. */
  readonly logAssets?: number | null;
  /** 1 when there was a net loss in this year and the one before, else 0. */
  readonly lossInTwoYears?: number | null;
  /** (net profit − that of the year before) / (|net profit| + |that of the year before|), in [−1, 1]. */
  readonly changeInNetProfit?: number | null;
}

/** Name of a classic score. */
export type ClassicName = 'altman-z' | 'altman-z-private' | 'altman-z-double-prime' | 'ohlson-o' | 'zmijewski';

/** One classic score of one company-year. */
export interface ClassicScore {
  readonly name: ClassicName;
  readonly title: string;
  /** As published; null where an input is not known. For Altman higher is safer, for Ohlson and Zmijewski riskier. */
  readonly score: number | null;
  /** The same turned so that higher is riskier: what a ROC curve is drawn with. */
  readonly risk: number | null;
  /** As published; Altman's scores have none. */
  readonly probability: number | null;
  readonly zone: 'safe' | 'grey' | 'distress' | null;
  /** Where the zones begin, in units of the score, for people. */
  readonly zones: string;
  /** Inputs that are not known. */
  readonly missing: readonly string[];
  /** What stood in for what is not known. */
  readonly notes: readonly string[];
}

interface Definition {
  readonly name: ClassicName;
  readonly title: string;
  readonly intercept: number;
  readonly terms: readonly (readonly [coefficient: number, input: keyof ClassicInputs])[];
  readonly direction: 'safer' | 'riskier';
  /** Altman: at or above `safeFrom` safe, below `distressBelow` distress. */
  readonly safeFrom?: number;
  readonly distressBelow?: number;
  readonly zones: string;
}

const altman: readonly Definition[] = [
  {
    name: 'altman-z',
    title: 'Altman Z (1968, listed manufacturers)',
    intercept: 0,
    terms: [
      [1.2, 'workingCapitalToAssets'],
      [1.4, 'retainedEarningsToAssets'],
      [3.3, 'ebitToAssets'],
      [0.6, 'marketEquityToLiabilities'],
      [0.999, 'salesToAssets'],
    ],
    direction: 'safer',
    safeFrom: 2.99,
    distressBelow: 1.81,
    zones: 'distress below 1.81, safe above 2.99',
  },
  {
    name: 'altman-z-private',
    title: 'Altman Z′ (1983, private manufacturers)',
    intercept: 0,
    terms: [
      [0.717, 'workingCapitalToAssets'],
      [0.847, 'retainedEarningsToAssets'],
      [3.107, 'ebitToAssets'],
      [0.42, 'equityToLiabilities'],
      [0.998, 'salesToAssets'],
    ],
    direction: 'safer',
    safeFrom: 2.9,
    distressBelow: 1.23,
    zones: 'distress below 1.23, safe above 2.90',
  },
  {
    name: 'altman-z-double-prime',
    title: 'Altman Z″ (1995, any industry)',
    intercept: 0,
    terms: [
      [6.56, 'workingCapitalToAssets'],
      [3.26, 'retainedEarningsToAssets'],
      [6.72, 'ebitToAssets'],
      [1.05, 'equityToLiabilities'],
    ],
    direction: 'safer',
    safeFrom: 2.6,
    distressBelow: 1.1,
    zones: 'distress below 1.10, safe above 2.60',
  },
];

const zmijewski: Definition = {
  name: 'zmijewski',
  title: 'Zmijewski X (1984)',
  intercept: -4.336,
  terms: [
    [-4.513, 'netProfitToAssets'],
    [5.679, 'liabilitiesToAssets'],
    [0.004, 'currentRatio'],
  ],
  direction: 'riskier',
  zones: 'distress from a probability of 0.5 (X = 0)',
};

export interface ClassicSettings {
  /**
   * Ohlson's price index of the year with 1968 = 100, which divides total assets before the logarithm is taken; default 100: assets as
   * they are.
   */
  readonly priceIndex?: number;
  /** What one unit of the statements is in money: 1000 where they are in thousands; default 1. */
  readonly unit?: number;
}

/**
 * The classic scores of bankruptcy with their published coefficients: Altman's Z, Z′ and Z″, Ohlson's O (model 1) and Zmijewski's X.
 *
 * A score with an unknown input is null and says which, but for Ohlson's two terms about the year before: without that year they
 * count 0, which is said in `notes`.
 *
 * Source: Altman 1968; Altman 1983; Altman, Hartzell & Peck 1995; Ohlson 1980, table 4, model 1; Zmijewski 1984. See
 * docs/methods/statement-ratios.md for the formulas and their limits.
 * @example classicScores({ workingCapitalToAssets: 0.2, retainedEarningsToAssets: 0.3, ebitToAssets: 0.1, equityToLiabilities: 1 })
 */
export function classicScores(inputs: ClassicInputs, settings: ClassicSettings = {}): readonly ClassicScore[] {
  return [
    ...altman.map((definition) => scoreOf(definition, inputs)),
    ohlson(inputs, settings),
    scoreOf(zmijewski, inputs),
  ];
}

/**
 * The inputs of the classic scores from statements.
 * @param earlier statements of the years before, the latest first
 * @throws UNKNOWN_FIELD, WRONG_TYPE as `completeStatement`
 */
export function classicInputsOf(statement: CompanyStatement, earlier: readonly CompanyStatement[] = []): ClassicInputs {
  const inputs = classicInputsFromRatios(computeRatios(statement, earlier).ratios);
  const now = completeStatement(statement).items.netProfit;
  const before = earlier[0] === undefined ? undefined : completeStatement(earlier[0]).items.netProfit;
  if (now === undefined || before === undefined) return inputs;
  const size = Math.abs(now) + Math.abs(before);
  return {
    ...inputs,
    lossInTwoYears: now < 0 && before < 0 ? 1 : 0,
    changeInNetProfit: size === 0 ? 0 : (now - before) / size,
  };
}

/**
 * The inputs of the classic scores among ratios that were computed before, by their names: null where a ratio is missing, so that
 * a score that needs it is left out and never guessed.
 *
 * @example classicScores(classicInputsFromRatios(computeRatios(statement)))
 */
export function classicInputsFromRatios(
  ratios: Readonly<Record<string, RatioValue | number | null | undefined>>,
): ClassicInputs {
  const read = (name: string): number | null => {
    const found = ratios[name];
    const value = typeof found === 'object' && found !== null ? found.value : found;
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  return Object.fromEntries(classicRatioNames.map((name) => [name, read(name)])) as ClassicInputs;
}

/** The ratios that the classic scores need. */
export const classicRatioNames = [
  'workingCapitalToAssets',
  'retainedEarningsToAssets',
  'ebitToAssets',
  'marketEquityToLiabilities',
  'equityToLiabilities',
  'salesToAssets',
  'liabilitiesToAssets',
  'netProfitToAssets',
  'currentRatio',
  'netProfitAndDepreciationToLiabilities',
  'logAssets',
] as const satisfies readonly (keyof ClassicInputs)[];

function scoreOf(definition: Definition, inputs: ClassicInputs): ClassicScore {
  const { name, title, intercept, terms, direction, zones } = definition;
  const missing = terms.map(([, input]) => input).filter((input) => !isKnown(inputs[input]));
  const head = { name, title, zones, missing, notes: [] };
  if (missing.length > 0) return { ...head, score: null, risk: null, probability: null, zone: null };
  const score = terms.reduce((sum, [coefficient, input]) => sum + coefficient * (inputs[input] ?? 0), intercept);
  if (direction === 'riskier') {
    return { ...head, score, risk: score, probability: normalCdf(score), zone: score >= 0 ? 'distress' : 'safe' };
  }
  return { ...head, score, risk: -score, probability: null, zone: altmanZone(definition, score) };
}

function altmanZone({ safeFrom = 0, distressBelow = 0 }: Definition, score: number): ClassicScore['zone'] {
  if (score < distressBelow) return 'distress';
  return score > safeFrom ? 'safe' : 'grey';
}

const OHLSON_CUT = 0.038;

function ohlson(inputs: ClassicInputs, { priceIndex = 100, unit = 1 }: ClassicSettings): ClassicScore {
  const head = {
    name: 'ohlson-o',
    title: 'Ohlson O (1980, model 1)',
    zones: 'distress from a probability of 0.5; Ohlson’s own cut was 0.038',
  } as const;
  const needed = [
    'logAssets',
    'liabilitiesToAssets',
    'workingCapitalToAssets',
    'currentRatio',
    'netProfitToAssets',
    'netProfitAndDepreciationToLiabilities',
  ] as const;
  const missing: string[] = needed.filter((input) => !isKnown(inputs[input]));
  // Current liabilities over current assets is 1 / the current ratio.
  if (inputs.currentRatio === 0) missing.push('currentRatio above 0');
  if (missing.length > 0)
    return { ...head, score: null, risk: null, probability: null, zone: null, missing, notes: [] };
  const known = inputs as Required<{ [name in (typeof needed)[number]]: number }>;
  const size = known.logAssets * Math.LN10 + log(unit) - log(priceIndex / 100);
  const notes: string[] = [];
  if (!isKnown(inputs.lossInTwoYears) || !isKnown(inputs.changeInNetProfit)) {
    notes.push('the year before is not known: its two terms count 0');
  }
  const score =
    -1.32 -
    0.407 * size +
    6.03 * known.liabilitiesToAssets -
    1.43 * known.workingCapitalToAssets +
    0.0757 / known.currentRatio -
    1.72 * (known.liabilitiesToAssets > 1 ? 1 : 0) -
    2.37 * known.netProfitToAssets -
    1.83 * known.netProfitAndDepreciationToLiabilities +
    0.285 * (inputs.lossInTwoYears ?? 0) -
    0.521 * (inputs.changeInNetProfit ?? 0);
  const probability = sigmoid(score);
  const zone = probability >= 0.5 ? 'distress' : probability >= OHLSON_CUT ? 'grey' : 'safe';
  return { ...head, score, risk: score, probability, zone, missing: [], notes };
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

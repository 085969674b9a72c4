import { ProbityError } from '@probity/domain';

/** What a decision brings per unit of exposure (or in money per loan, where no column holds the exposure). */
export interface DecisionMoney {
  /** What a good loan earns, > 0. */
  readonly goodGain: number;
  /** What a bad loan loses, > 0. */
  readonly badCost: number;
  /** Sign or code to print before amounts; default none. */
  readonly currency?: string;
}

export interface ValidationSettings {
  /** Date, time or period column; default the schema's time column. */
  readonly time?: string;
  /** Columns by whose values the sample is divided; default none. */
  readonly segments?: readonly string[];
  /** Protected columns for the fairness section; default the schema's. */
  readonly protected?: readonly string[];
  /** Column with the amount lent; default every row counts 1. */
  readonly exposure?: string;
  /** Default: gain = the policy's margin, cost = its loss given default. */
  readonly money?: DecisionMoney;
  /** Date column of the bad event, for vintage curves; empty where there was none. */
  readonly badTime?: string;
  /** Columns that hold each account's status month by month, oldest first, for roll rates. */
  readonly statuses?: readonly string[];
  /** Which way the risk must go with a feature: 1 rises, −1 falls; as in training. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>;
  /** Correlation of the obligors' assets in the grades' test, in [0, 1); default 0. */
  readonly assetCorrelation?: number;
  /** Bootstrap resamples, 20 to 10,000; default 200. */
  readonly resamples?: number;
  /** Fit the benchmark models; default true. Needs the training data. */
  readonly benchmarks?: boolean;
}

/** @throws INVALID_ARGUMENT naming the setting */
export function checkValidationSettings(settings: ValidationSettings): void {
  const { money, assetCorrelation = 0, resamples = 200 } = settings;
  need(assetCorrelation >= 0 && assetCorrelation < 1, 'assetCorrelation', 'be in [0, 1)', assetCorrelation);
  need(
    Number.isInteger(resamples) && resamples >= 20 && resamples <= 10_000,
    'resamples',
    'be a whole number from 20 to 10,000',
    resamples,
  );
  if (money === undefined) return;
  for (const field of ['goodGain', 'badCost'] as const) {
    need(money[field] > 0 && money[field] < Infinity, `money.${field}`, 'be a finite number above 0', money[field]);
  }
}

function need(holds: boolean, field: string, rule: string, got: unknown): void {
  if (holds) return;
  const message = `\`${field}\` of \`validateModel\` must ${rule}; got ${JSON.stringify(got)}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field });
}

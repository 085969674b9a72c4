import { ProbityError } from '@probity/domain';
import type { StatementItem } from './company-statement.js';
import type { ItemSum, RatioDefinition, RatioGroup } from './ratio-definition.js';

const DAYS = 365;

/** "a + b - c" as a sum of items. */
function sumOf(text: string): ItemSum {
  if (text === '') return [];
  return text
    .replaceAll(' - ', ' + -')
    .split(' + ')
    .map((part) => (part.startsWith('-') ? [-1, part.slice(1) as StatementItem] : [1, part as StatementItem]));
}

interface Extra {
  readonly form?: RatioDefinition['form'];
  readonly scale?: number;
  readonly subtract?: number;
}

type Line = readonly [
  polish: number | undefined,
  name: string,
  title: string,
  group: RatioGroup,
  numerator: string,
  denominator: string,
  extra?: Extra,
];

// The formulas of 1 to 64 are those of the data's description (Zięba, Tomczak & Tomczak 2016, table 3), its slips included:
// ratios 48 and 49 call "EBITDA" what is operating profit less depreciation, and the data bear it out. Its "gross profit" is the
// Polish zysk brutto: profit before tax.
const lines: readonly Line[] = [
  [1, 'netProfitToAssets', 'Net profit / total assets', 'profitability', 'netProfit', 'totalAssets'],
  [2, 'liabilitiesToAssets', 'Total liabilities / total assets', 'leverage', 'totalLiabilities', 'totalAssets'],
  [
    3,
    'workingCapitalToAssets',
    'Working capital / total assets',
    'liquidity',
    'currentAssets - shortTermLiabilities',
    'totalAssets',
  ],
  [4, 'currentRatio', 'Current assets / short-term liabilities', 'liquidity', 'currentAssets', 'shortTermLiabilities'],
  [
    5,
    'defensiveIntervalDays',
    'Days of operating expenses covered by quick assets less short-term liabilities',
    'liquidity',
    'cash + shortTermSecurities + receivables - shortTermLiabilities',
    'operatingExpenses - depreciation',
    { scale: DAYS },
  ],
  [
    6,
    'retainedEarningsToAssets',
    'Retained earnings / total assets',
    'profitability',
    'retainedEarnings',
    'totalAssets',
  ],
  [7, 'ebitToAssets', 'EBIT / total assets', 'profitability', 'ebit', 'totalAssets'],
  [8, 'equityToLiabilities', 'Equity / total liabilities', 'leverage', 'equity', 'totalLiabilities'],
  [9, 'salesToAssets', 'Sales / total assets', 'turnover', 'sales', 'totalAssets'],
  [10, 'equityToAssets', 'Equity / total assets', 'leverage', 'equity', 'totalAssets'],
  [
    11,
    'profitBeforeFinancialToAssets',
    'Profit before tax with extraordinary items and financial expenses / total assets',
    'profitability',
    'profitBeforeTax + extraordinaryItems + financialExpenses',
    'totalAssets',
  ],
  [
    12,
    'profitBeforeTaxToShortTermLiabilities',
    'Profit before tax / short-term liabilities',
    'profitability',
    'profitBeforeTax',
    'shortTermLiabilities',
  ],
  [
    13,
    'profitBeforeTaxAndDepreciationToSales',
    'Profit before tax and depreciation / sales',
    'profitability',
    'profitBeforeTax + depreciation',
    'sales',
  ],
  [
    14,
    'profitBeforeTaxAndInterestToAssets',
    'Profit before tax and interest / total assets',
    'profitability',
    'profitBeforeTax + interest',
    'totalAssets',
  ],
  [
    15,
    'daysToRepayLiabilities',
    'Total liabilities in days of profit before tax and depreciation',
    'leverage',
    'totalLiabilities',
    'profitBeforeTax + depreciation',
    { scale: DAYS },
  ],
  [
    16,
    'profitBeforeTaxAndDepreciationToLiabilities',
    'Profit before tax and depreciation / total liabilities',
    'leverage',
    'profitBeforeTax + depreciation',
    'totalLiabilities',
  ],
  [17, 'assetsToLiabilities', 'Total assets / total liabilities', 'leverage', 'totalAssets', 'totalLiabilities'],
  [
    18,
    'profitBeforeTaxToAssets',
    'Profit before tax / total assets',
    'profitability',
    'profitBeforeTax',
    'totalAssets',
  ],
  [19, 'profitBeforeTaxToSales', 'Profit before tax / sales', 'profitability', 'profitBeforeTax', 'sales'],
  [20, 'inventoryDays', 'Inventory in days of sales', 'turnover', 'inventory', 'sales', { scale: DAYS }],
  [21, 'salesToSalesBefore', 'Sales / sales of the year before', 'growth', 'sales', '', { form: 'change' }],
  [
    22,
    'operatingProfitToAssets',
    'Profit on operating activities / total assets',
    'profitability',
    'operatingProfit',
    'totalAssets',
  ],
  [23, 'netProfitToSales', 'Net profit / sales', 'profitability', 'netProfit', 'sales'],
  [
    24,
    'threeYearProfitToAssets',
    'Profit before tax of three years / total assets',
    'profitability',
    'profitBeforeTax',
    'totalAssets',
    { form: 'three-years' },
  ],
  [
    25,
    'equityLessShareCapitalToAssets',
    'Equity less share capital / total assets',
    'leverage',
    'equity - shareCapital',
    'totalAssets',
  ],
  [
    26,
    'netProfitAndDepreciationToLiabilities',
    'Net profit and depreciation / total liabilities',
    'leverage',
    'netProfit + depreciation',
    'totalLiabilities',
  ],
  [
    27,
    'operatingProfitToFinancialExpenses',
    'Profit on operating activities / financial expenses',
    'leverage',
    'operatingProfit',
    'financialExpenses',
  ],
  [
    28,
    'workingCapitalToFixedAssets',
    'Working capital / fixed assets',
    'liquidity',
    'currentAssets - shortTermLiabilities',
    'fixedAssets',
  ],
  [29, 'logAssets', 'Decimal logarithm of total assets', 'size', 'totalAssets', '', { form: 'log10' }],
  [
    30,
    'liabilitiesLessCashToSales',
    'Total liabilities less cash / sales',
    'leverage',
    'totalLiabilities - cash',
    'sales',
  ],
  [
    31,
    'profitBeforeTaxAndInterestToSales',
    'Profit before tax and interest / sales',
    'profitability',
    'profitBeforeTax + interest',
    'sales',
  ],
  [
    32,
    'shortTermLiabilitiesDaysOfCost',
    'Short-term liabilities in days of cost of products sold',
    'turnover',
    'shortTermLiabilities',
    'costOfSales',
    { scale: DAYS },
  ],
  [
    33,
    'operatingExpensesToShortTermLiabilities',
    'Operating expenses / short-term liabilities',
    'turnover',
    'operatingExpenses',
    'shortTermLiabilities',
  ],
  [
    34,
    'operatingExpensesToLiabilities',
    'Operating expenses / total liabilities',
    'turnover',
    'operatingExpenses',
    'totalLiabilities',
  ],
  [35, 'profitOnSalesToAssets', 'Profit on sales / total assets', 'profitability', 'profitOnSales', 'totalAssets'],
  [36, 'totalSalesToAssets', 'All revenue / total assets', 'turnover', 'totalSales', 'totalAssets'],
  [
    37,
    'quickAssetsToLongTermLiabilities',
    'Current assets less inventory / long-term liabilities',
    'liquidity',
    'currentAssets - inventory',
    'longTermLiabilities',
  ],
  [
    38,
    'constantCapitalToAssets',
    'Equity and long-term liabilities / total assets',
    'leverage',
    'equity + longTermLiabilities',
    'totalAssets',
  ],
  [39, 'profitOnSalesToSales', 'Profit on sales / sales', 'profitability', 'profitOnSales', 'sales'],
  [
    40,
    'cashLikeToShortTermLiabilities',
    'Current assets less inventory and receivables / short-term liabilities',
    'liquidity',
    'currentAssets - inventory - receivables',
    'shortTermLiabilities',
  ],
  [
    41,
    'liabilitiesToMonthlyOperatingProfit',
    'Total liabilities / monthly operating profit and depreciation',
    'leverage',
    'totalLiabilities',
    'operatingProfit + depreciation',
    { scale: DAYS / 12 },
  ],
  [42, 'operatingProfitToSales', 'Profit on operating activities / sales', 'profitability', 'operatingProfit', 'sales'],
  [
    43,
    'receivablesAndInventoryDays',
    'Receivables and inventory in days of sales',
    'turnover',
    'receivables + inventory',
    'sales',
    { scale: DAYS },
  ],
  [44, 'receivablesDays', 'Receivables in days of sales', 'turnover', 'receivables', 'sales', { scale: DAYS }],
  [45, 'netProfitToInventory', 'Net profit / inventory', 'profitability', 'netProfit', 'inventory'],
  [
    46,
    'quickRatio',
    'Current assets less inventory / short-term liabilities',
    'liquidity',
    'currentAssets - inventory',
    'shortTermLiabilities',
  ],
  [
    47,
    'inventoryDaysOfCost',
    'Inventory in days of cost of products sold',
    'turnover',
    'inventory',
    'costOfSales',
    { scale: DAYS },
  ],
  [
    48,
    'operatingProfitLessDepreciationToAssets',
    'Operating profit less depreciation / total assets',
    'profitability',
    'operatingProfit - depreciation',
    'totalAssets',
  ],
  [
    49,
    'operatingProfitLessDepreciationToSales',
    'Operating profit less depreciation / sales',
    'profitability',
    'operatingProfit - depreciation',
    'sales',
  ],
  [
    50,
    'currentAssetsToLiabilities',
    'Current assets / total liabilities',
    'liquidity',
    'currentAssets',
    'totalLiabilities',
  ],
  [
    51,
    'shortTermLiabilitiesToAssets',
    'Short-term liabilities / total assets',
    'leverage',
    'shortTermLiabilities',
    'totalAssets',
  ],
  [
    52,
    'shortTermLiabilitiesToCost',
    'Short-term liabilities / cost of products sold',
    'turnover',
    'shortTermLiabilities',
    'costOfSales',
  ],
  [53, 'equityToFixedAssets', 'Equity / fixed assets', 'leverage', 'equity', 'fixedAssets'],
  [
    54,
    'constantCapitalToFixedAssets',
    'Equity and long-term liabilities / fixed assets',
    'leverage',
    'equity + longTermLiabilities',
    'fixedAssets',
  ],
  [55, 'workingCapital', 'Working capital', 'size', 'currentAssets - shortTermLiabilities', '', { form: 'amount' }],
  [
    56,
    'salesLessCostToSales',
    'Sales less cost of products sold / sales',
    'profitability',
    'sales - costOfSales',
    'sales',
  ],
  [
    57,
    'quickAssetsLessShortTermToCosts',
    'Quick assets less short-term liabilities / sales less profit before tax and depreciation',
    'liquidity',
    'currentAssets - inventory - shortTermLiabilities',
    'sales - profitBeforeTax - depreciation',
  ],
  [58, 'totalCostsToTotalSales', 'All costs / all revenue', 'profitability', 'totalCosts', 'totalSales'],
  [59, 'longTermLiabilitiesToEquity', 'Long-term liabilities / equity', 'leverage', 'longTermLiabilities', 'equity'],
  [60, 'salesToInventory', 'Sales / inventory', 'turnover', 'sales', 'inventory'],
  [61, 'salesToReceivables', 'Sales / receivables', 'turnover', 'sales', 'receivables'],
  [
    62,
    'shortTermLiabilitiesDays',
    'Short-term liabilities in days of sales',
    'turnover',
    'shortTermLiabilities',
    'sales',
    { scale: DAYS },
  ],
  [63, 'salesToShortTermLiabilities', 'Sales / short-term liabilities', 'turnover', 'sales', 'shortTermLiabilities'],
  [64, 'salesToFixedAssets', 'Sales / fixed assets', 'turnover', 'sales', 'fixedAssets'],
  [
    undefined,
    'cashRatio',
    'Cash and short-term securities / short-term liabilities',
    'liquidity',
    'cash + shortTermSecurities',
    'shortTermLiabilities',
  ],
  [undefined, 'cashToAssets', 'Cash / total assets', 'liquidity', 'cash', 'totalAssets'],
  [undefined, 'liabilitiesToEquity', 'Total liabilities / equity', 'leverage', 'totalLiabilities', 'equity'],
  [undefined, 'interestCover', 'EBIT / interest', 'leverage', 'ebit', 'interest'],
  [undefined, 'ebitdaToSales', 'EBIT and depreciation / sales', 'profitability', 'ebit + depreciation', 'sales'],
  [
    undefined,
    'liabilitiesToEbitda',
    'Total liabilities / EBIT and depreciation',
    'leverage',
    'totalLiabilities',
    'ebit + depreciation',
  ],
  [undefined, 'returnOnEquity', 'Net profit / equity', 'profitability', 'netProfit', 'equity'],
  [
    undefined,
    'cashConversionDays',
    'Inventory and receivables less short-term liabilities in days of sales',
    'turnover',
    'inventory + receivables - shortTermLiabilities',
    'sales',
    { scale: DAYS },
  ],
  [
    undefined,
    'operatingCashFlowToLiabilities',
    'Cash flow from operations / total liabilities',
    'cash flow',
    'operatingCashFlow',
    'totalLiabilities',
  ],
  [
    undefined,
    'operatingCashFlowToSales',
    'Cash flow from operations / sales',
    'cash flow',
    'operatingCashFlow',
    'sales',
  ],
  [
    undefined,
    'accrualsToAssets',
    'Net profit less cash flow from operations / total assets',
    'cash flow',
    'netProfit - operatingCashFlow',
    'totalAssets',
  ],
  [
    undefined,
    'marketEquityToLiabilities',
    'Market value of equity / total liabilities',
    'leverage',
    'marketValueOfEquity',
    'totalLiabilities',
  ],
  [undefined, 'salesGrowth', 'Growth of sales', 'growth', 'sales', '', { form: 'change', subtract: 1 }],
  [undefined, 'assetGrowth', 'Growth of total assets', 'growth', 'totalAssets', '', { form: 'change', subtract: 1 }],
];

/** Every ratio: the 64 of the Polish data in their order, then the usual ones that are not among them. */
export const companyRatios: readonly RatioDefinition[] = lines.map(
  ([polish, name, title, group, numerator, denominator, extra = {}]): RatioDefinition => ({
    ...{ name, title, group, form: extra.form ?? 'quotient', scale: extra.scale ?? 1, subtract: extra.subtract ?? 0 },
    numerator: sumOf(numerator),
    denominator: sumOf(denominator),
    polish: polish === undefined ? undefined : `Attr${polish}`,
  }),
);

const byName = new Map(companyRatios.map((ratio) => [ratio.name, ratio]));

/**
 * A ratio by its name: its formula in words, its items and how it is computed.
 * @throws UNKNOWN_FIELD where there is none of the name; ask `isRatioName` first
 * @example ratioNamed('currentRatio').name // 'currentRatio'
 */
export function ratioNamed(name: string): RatioDefinition {
  const ratio = byName.get(name);
  if (ratio !== undefined) return ratio;
  throw new ProbityError('UNKNOWN_FIELD', `there is no ratio "${name}"`, { field: name });
}

/** Whether there is a ratio of this name. @example isRatioName('currentRatio') // true */
export function isRatioName(name: string): boolean {
  return byName.has(name);
}

/**
 * What a company's yearly statements hold, under the names used everywhere: in files, requests and `--map`. All amounts are in one
 * unit of one currency (thousands are fine); costs and liabilities are positive numbers.
 */
export const statementItems = {
  totalAssets: 'Total assets',
  currentAssets: 'Current assets',
  fixedAssets: 'Fixed (non-current) assets',
  cash: 'Cash',
  shortTermSecurities: 'Short-term securities',
  receivables: 'Receivables',
  inventory: 'Inventory',
  totalLiabilities: 'Total liabilities, provisions included',
  shortTermLiabilities: 'Short-term liabilities',
  longTermLiabilities: 'Long-term liabilities',
  equity: 'Equity (book value)',
  shareCapital: 'Share capital',
  retainedEarnings: 'Retained earnings',
  sales: 'Sales',
  totalSales: 'Sales with all other revenue',
  costOfSales: 'Cost of products sold',
  operatingExpenses: 'Operating expenses',
  totalCosts: 'All costs',
  profitOnSales: 'Profit on sales, before other operating items',
  operatingProfit: 'Profit on operating activities',
  ebit: 'Earnings before interest and taxes',
  interest: 'Interest paid',
  financialExpenses: 'Financial expenses',
  extraordinaryItems: 'Extraordinary items',
  profitBeforeTax: 'Profit before tax',
  netProfit: 'Net profit',
  depreciation: 'Depreciation and amortisation',
  operatingCashFlow: 'Cash flow from operations',
  marketValueOfEquity: 'Market value of equity',
} as const satisfies Record<string, string>;

/** Name of an item of the statements. */
export type StatementItem = keyof typeof statementItems;

/** Statements of one year; what is not known is absent or null. */
export type CompanyStatement = Readonly<Partial<Record<StatementItem, number | null>>>;

/** All names, in the order of the statements. */
export const statementItemNames: readonly StatementItem[] = Object.keys(statementItems) as StatementItem[];

import { type CodedColumn, type NumericColumn, ProbityError, type Table } from '@probity/domain';
import { createRandom, type Random, sigmoid } from '@probity/numerics';

export interface CompanyWorldSettings {
  /** Companies that are there at some time, 1 to 1,000,000. */
  readonly companies: number;
  /** Years that are covered, 1 to 50; default 6. */
  readonly years?: number;
  /** Default 2015. */
  readonly firstYear?: number;
  /** Whole number in [0, 2⁵³). */
  readonly seed: number;
}

/** Names of the columns that tell companies and years apart, and of the outcome. */
export const companyWorldColumns = { company: 'company', time: 'year', target: 'failed' } as const;

/** Items of the statements that the world writes, in the order of its columns. */
const itemNames = [
  'totalAssets',
  'currentAssets',
  'cash',
  'shortTermSecurities',
  'receivables',
  'inventory',
  'shortTermLiabilities',
  'longTermLiabilities',
  'equity',
  'shareCapital',
  'retainedEarnings',
  'sales',
  'totalSales',
  'costOfSales',
  'operatingExpenses',
  'totalCosts',
  'profitOnSales',
  'operatingProfit',
  'ebit',
  'interest',
  'financialExpenses',
  'extraordinaryItems',
  'profitBeforeTax',
  'netProfit',
  'depreciation',
  'operatingCashFlow',
] as const;

type Items = Record<(typeof itemNames)[number], number>;

/**
 * Statements of companies over years, some of which fail: a table of company-years with `failed` = 1 in the last statements before a
 * failure.
 *
 * A company's health wanders from year to year; poor health lowers margins, losses eat equity and are bridged with short-term
 * debt, and the chance to fail in the coming year grows with debt, losses and empty tills. A failed company leaves; a few of the
 * young ones enter later. Balance sheets add up to a tenth; amounts are in thousands.
 *
 * @throws INVALID_ARGUMENT
 * Cost: O(companies × years).
 * @example simulateCompanies({ companies: 500, seed: 1 }).columns.map(({ name }) => name)
 */
export function simulateCompanies({ companies, years = 6, firstYear = 2015, seed }: CompanyWorldSettings): Table {
  checkWhole('companies', companies, 1, 1_000_000);
  checkWhole('years', years, 1, 50);
  checkWhole('firstYear', firstYear, 1900, 2200);
  const names: string[] = [];
  const codes: number[] = [];
  const yearValues: number[] = [];
  const failures: number[] = [];
  const values = itemNames.map((): number[] => []);
  const root = createRandom(seed).fork('companies');
  for (let company = 0; company < companies; company++) {
    const random = root.fork(`company ${company}`);
    names.push(`C${String(company + 1).padStart(6, '0')}`);
    const entry = random.nextFloat() < 0.7 ? 0 : random.nextUint32Below(years);
    const state = foundCompany(random);
    for (let year = entry; year < years; year++) {
      const items = liveYear(state, random);
      const fails = random.nextFloat() < failureChance(state, items);
      codes.push(company);
      yearValues.push(firstYear + year);
      failures.push(fails ? 1 : 0);
      for (const [index, name] of itemNames.entries()) {
        // Small companies leave items out, as real ones do.
        const isLeftOut = name === 'operatingCashFlow' && state.size < 500;
        values[index]?.push(isLeftOut ? Number.NaN : Math.round(items[name] * 10) / 10);
      }
      if (fails) break;
    }
  }
  const rowCount = codes.length;
  const companyColumn: CodedColumn = { name: 'company', kind: 'id', codes: Int32Array.from(codes), levels: names };
  const numbers = (name: string, from: readonly number[], kind: 'integer' | 'numeric'): NumericColumn => ({
    ...{ name, kind },
    values: Float64Array.from(from),
  });
  return {
    rowCount,
    columns: [
      companyColumn,
      numbers('year', yearValues, 'integer'),
      ...itemNames.map((name, index) => numbers(name, values[index] ?? [], 'numeric')),
      numbers('failed', failures, 'integer'),
    ],
  };
}

interface CompanyState {
  /** Total assets, thousands. */
  size: number;
  equityShare: number;
  /** Around 0; below −1 is poor. */
  health: number;
  readonly turnover: number;
  readonly currentShare: number;
  readonly inventoryShare: number;
  retainedShare: number;
}

/** Roughly normal: a sum of four uniforms, with standard deviation 1. */
function nextBell(random: Random): number {
  let sum = 0;
  for (let draw = 0; draw < 4; draw++) sum += random.nextFloat() - 0.5;
  return sum * Math.sqrt(3);
}

function foundCompany(random: Random): CompanyState {
  const bell = nextBell(random);
  // Sizes over three orders of magnitude, most of them small.
  const size = 100 * (1 + 9 * random.nextFloat()) * (bell > 1 ? 100 : bell > 0 ? 10 : 2);
  return {
    size,
    equityShare: 0.15 + 0.5 * random.nextFloat(),
    health: nextBell(random),
    turnover: 0.6 + 1.6 * random.nextFloat(),
    currentShare: 0.3 + 0.45 * random.nextFloat(),
    inventoryShare: 0.1 + 0.4 * random.nextFloat(),
    retainedShare: 0.05 + 0.2 * random.nextFloat(),
  };
}

/** Moves the company through a year and writes its statements. */
function liveYear(state: CompanyState, random: Random): Items {
  state.health = 0.8 * state.health + 0.6 * nextBell(random);
  state.size *= 1 + 0.04 + 0.04 * state.health + 0.05 * nextBell(random);
  state.size = Math.max(20, state.size);
  const total = Math.round(state.size * 10) / 10;
  const sales = total * state.turnover * (1 + 0.08 * state.health);
  const operatingMargin = 0.05 + 0.045 * state.health + 0.02 * nextBell(random);
  const operatingProfit = sales * operatingMargin;
  const depreciation = total * (1 - state.currentShare) * 0.08;
  const liabilities = total * (1 - state.equityShare);
  const interest = liabilities * (0.03 + 0.01 * Math.max(0, -state.health));
  const profitBeforeTax = operatingProfit - interest;
  const netProfit = profitBeforeTax > 0 ? profitBeforeTax * 0.81 : profitBeforeTax;
  state.equityShare = Math.min(0.9, state.equityShare + (0.7 * netProfit) / total);
  state.retainedShare = Math.min(0.6, state.retainedShare + (0.5 * netProfit) / total);
  const equity = Math.round(total * state.equityShare * 10) / 10;
  const currentAssets = total * state.currentShare;
  const owed = total - equity;
  // What is not earned is borrowed for a short time.
  const shortShare = Math.min(0.95, Math.max(0.25, 0.55 - 0.12 * state.health + 0.05 * nextBell(random)));
  const shortTermLiabilities = Math.round(owed * shortShare * 10) / 10;
  const cash = Math.max(0.1, currentAssets * (0.08 + 0.05 * state.health + 0.02 * nextBell(random)));
  const inventory = currentAssets * state.inventoryShare;
  const costOfSales = sales * (0.75 - 0.02 * state.health);
  const profitOnSales = operatingProfit * 0.95;
  return {
    totalAssets: total,
    currentAssets,
    cash,
    shortTermSecurities: cash * 0.2,
    receivables: Math.max(0, currentAssets - inventory - 1.2 * cash),
    inventory,
    shortTermLiabilities,
    longTermLiabilities: owed - shortTermLiabilities,
    equity,
    shareCapital: total * 0.05,
    retainedEarnings: total * state.retainedShare,
    sales,
    totalSales: sales * 1.02,
    costOfSales,
    operatingExpenses: sales - profitOnSales,
    totalCosts: sales * 1.02 - profitBeforeTax,
    profitOnSales,
    operatingProfit,
    ebit: profitBeforeTax + interest,
    interest,
    financialExpenses: interest * 1.1,
    extraordinaryItems: 0,
    profitBeforeTax,
    netProfit,
    depreciation,
    operatingCashFlow: netProfit + depreciation - 0.05 * sales * nextBell(random),
  };
}

/** Chance of failing within a year after these statements: some 4 % of company-years in all. */
function failureChance({ health, equityShare }: CompanyState, items: Items): number {
  const lossShare = Math.max(0, -items.netProfit / items.totalAssets);
  const till = items.cash / items.shortTermLiabilities;
  return sigmoid(
    -4.6 - 1.1 * health - 3 * Math.min(0.5, equityShare) + 12 * Math.min(0.3, lossShare) - 2 * Math.min(0.5, till) + 1,
  );
}

function checkWhole(field: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  const message = `\`${field}\` of \`simulateCompanies\` must be a whole number from ${low} to ${high}; got ${value}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field });
}

import { type Column, type DatasetSchema, ProbityError, type Table } from '@probity/domain';
import { createRandom, type Random, sigmoid } from '@probity/numerics';
import { type Applicant, drawApplicant } from '../applicant/draw-applicant.js';
import { type CreditHistory, drawCreditHistory } from '../applicant/draw-credit-history.js';
import { drawEvent } from '../draw/draw.js';
import { dayOfShare, economyOn, FIRST_DAY } from '../economy/economy.js';
import { defaultLogOdds } from '../loan/default-log-odds.js';
import { drawLoanRequest, type LoanRequest } from '../loan/draw-loan-request.js';
import { fillForm, type LoanForm } from '../loan/fill-form.js';
import { loanApplicationSchema } from './loan-application-schema.js';

const MOST_ROWS = 10_000_000;

export interface LoanWorldSettings {
  /** Number of applications, 1 to 10,000,000. */
  readonly rows: number;
  /** Whole number in [0, 2³²); equal seeds give equal bytes, everywhere. */
  readonly seed: number;
}

/** Simulated loan applications with what became of them. */
export interface LoanWorld {
  /** One row per application, in order of date; the columns of `schema`. */
  readonly table: Table;
  readonly schema: DatasetSchema;
  /** Length n; the chance of default each outcome was drawn from: the best any model could know, and more. */
  readonly trueProbabilities: Float64Array;
}

/**
 * Makes a world of loan applicants: who they are, what the bureau holds, what they ask for, and who defaulted.
 *
 * Three years of applications (2021 to 2023) with a mild downturn in the middle, drifting incomes, amounts and channels,
 * answers left out for a reason, and about one bad loan in ten. No applicant is a real person, and every outcome is
 * known: nobody was turned down.
 *
 * @throws INVALID_ARGUMENT for a number of rows or a seed out of range
 * Cost: O(rows); about 100,000 rows a second.
 * @example simulateLoanApplications({ rows: 20_000, seed: 1 }).table.rowCount // 20000
 */
export function simulateLoanApplications({ rows, seed }: LoanWorldSettings): LoanWorld {
  requireWhole('rows', rows, 1, MOST_ROWS);
  requireWhole('seed', seed, 0, 2 ** 32 - 1);
  const table = startTable(rows);
  const trueProbabilities = new Float64Array(rows);
  const root = createRandom(seed).fork('loan applications');
  for (let row = 0; row < rows; row++) {
    const application = drawApplication(root.fork(row), row, rows);
    trueProbabilities[row] = application.probability;
    fillRow(table, row, application);
  }
  return { table: { rowCount: rows, columns: table }, schema: loanApplicationSchema, trueProbabilities };
}

interface DrawnApplication {
  readonly day: number;
  readonly person: Applicant;
  readonly history: CreditHistory;
  readonly loan: LoanRequest;
  readonly form: LoanForm;
  readonly probability: number;
  readonly hasDefaulted: boolean;
}

function drawApplication(random: Random, row: number, rows: number): DrawnApplication {
  // Each row has its own slice of the three years, so the rows come in order of date without a sort.
  const day = dayOfShare((row + random.nextFloat()) / rows);
  const economy = economyOn(day);
  const person = drawApplicant(random.fork('person'), economy);
  const history = drawCreditHistory(random.fork('history'), person);
  const loan = drawLoanRequest(random.fork('loan'), person, history, economy);
  const form = fillForm(random.fork('form'), person, history, loan);
  const probability = sigmoid(defaultLogOdds(person, history, loan, economy));
  return {
    day,
    person,
    history,
    loan,
    form,
    probability,
    hasDefaulted: drawEvent(random.fork('outcome'), probability),
  };
}

type CellValue = string | number | boolean;

/** How each column of the schema is read off a drawn application. */
const cells: Readonly<Record<string, (application: DrawnApplication, row: number) => CellValue>> = {
  application_id: (_, row) => `A-${String(row + 1).padStart(7, '0')}`,
  application_date: ({ day }) => FIRST_DAY + day,
  sex: ({ person }) => person.sex,
  age_group: ({ person }) => ageGroup(person.ageYears),
  region: ({ person }) => person.region,
  education: ({ person }) => person.education,
  employment: ({ person }) => person.employment,
  employment_months: ({ form }) => form.employmentMonths,
  annual_income: ({ form }) => form.annualIncome,
  housing: ({ person }) => person.housing,
  dependants: ({ person }) => person.dependants,
  savings: ({ form }) => form.savings,
  monthly_debt_payments: ({ history }) => history.monthlyDebtPayments,
  open_accounts: ({ history }) => history.openAccounts,
  credit_age_months: ({ history }) => history.creditAgeMonths,
  utilisation: ({ history }) => history.utilisation,
  enquiries_6m: ({ history }) => history.enquiries6m,
  delinquencies_24m: ({ history }) => history.delinquencies24m,
  months_since_delinquency: ({ history }) => history.monthsSinceDelinquency,
  loan_amount: ({ loan }) => loan.loanAmount,
  term_months: ({ loan }) => loan.termMonths,
  purpose: ({ loan }) => loan.purpose,
  channel: ({ loan }) => loan.channel,
  existing_customer: ({ loan }) => loan.isExistingCustomer,
  defaulted: ({ hasDefaulted }) => hasDefaulted,
};

function ageGroup(ageYears: number): string {
  if (ageYears < 25) return '18-24';
  if (ageYears < 35) return '25-34';
  if (ageYears < 50) return '35-49';
  return ageYears < 65 ? '50-64' : '65+';
}

function startTable(rows: number): Column[] {
  return loanApplicationSchema.columns.map(({ name, kind, levels }): Column => {
    if (kind === 'id' || kind === 'category' || kind === 'text') {
      const ids = () => Array.from({ length: rows }, () => '');
      return { name, kind, codes: new Int32Array(rows), levels: kind === 'id' ? ids() : (levels ?? []) };
    }
    return { name, kind, values: new Float64Array(rows) };
  });
}

function fillRow(columns: readonly Column[], row: number, application: DrawnApplication): void {
  for (const column of columns) {
    const value = cells[column.name]?.(application, row);
    if ('values' in column) {
      column.values[row] = Number(value);
    } else if (column.kind === 'id') {
      (column.levels as string[])[row] = String(value);
      column.codes[row] = row;
    } else {
      column.codes[row] = column.levels.indexOf(String(value));
    }
  }
}

function requireWhole(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`${name}\` of \`simulateLoanApplications\` must be a whole number from ${low} to ${high}; got ${value}`,
    { field: name },
  );
}

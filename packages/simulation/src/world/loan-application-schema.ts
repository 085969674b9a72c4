import type { ColumnChange, ColumnSchema, DatasetSchema } from '@probity/domain';

/** Which way an applicant could change a value; what is past, or who they are, is fixed. */
const changes: Readonly<Record<string, ColumnChange>> = {
  region: 'fixed',
  education: 'fixed',
  employment: 'fixed',
  employment_months: 'increase',
  annual_income: 'increase',
  housing: 'fixed',
  dependants: 'fixed',
  savings: 'increase',
  monthly_debt_payments: 'decrease',
  open_accounts: 'decrease',
  credit_age_months: 'fixed',
  utilisation: 'decrease',
  enquiries_6m: 'fixed',
  delinquencies_24m: 'fixed',
  months_since_delinquency: 'fixed',
  loan_amount: 'decrease',
  term_months: 'any',
  purpose: 'fixed',
  channel: 'fixed',
  existing_customer: 'fixed',
};

const columns: readonly ColumnSchema[] = [
  { name: 'application_id', kind: 'id', role: 'id', label: 'Application', required: true, unique: true },
  { name: 'application_date', kind: 'date', role: 'time', label: 'Date of application', required: true },
  {
    ...category('sex', 'Sex', { female: 'Female', male: 'Male' }),
    role: 'protected',
  },
  {
    ...category('age_group', 'Age group', {
      '18-24': '18 to 24',
      '25-34': '25 to 34',
      '35-49': '35 to 49',
      '50-64': '50 to 64',
      '65+': '65 and over',
    }),
    role: 'protected',
  },
  category('region', 'Region', {
    capital: 'Capital',
    coast: 'Coast',
    north: 'North',
    south: 'South',
    east: 'East',
  }),
  category('education', 'Education', {
    school: 'School',
    vocational: 'Vocational training',
    college: 'College',
    university: 'University',
  }),
  category('employment', 'Employment', {
    permanent: 'Permanent job',
    temporary: 'Temporary job',
    self_employed: 'Self-employed',
    unemployed: 'Not working',
    student: 'Student',
    retired: 'Retired',
  }),
  amount('employment_months', 'Months in current job', 0, 720, {
    high: 'Long time in the current job',
    low: 'Short time in the current job',
    missing: 'Time in the current job is not stated',
  }),
  amount('annual_income', 'Annual income before tax', 0, 10_000_000, {
    high: 'High income',
    low: 'Low income',
    missing: 'Income is not stated',
  }),
  category('housing', 'Housing', {
    owner: 'Owns the home outright',
    mortgage: 'Owns the home with a mortgage',
    rent: 'Rents',
    family: 'Lives with family',
  }),
  amount('dependants', 'Dependants', 0, 20, {
    high: 'Many dependants',
    low: 'Few dependants',
    missing: 'Number of dependants is not stated',
  }),
  amount('savings', 'Savings', 0, 100_000_000, {
    high: 'High savings',
    low: 'Low savings',
    missing: 'Savings are not stated',
  }),
  amount('monthly_debt_payments', 'Monthly payments on existing debts', 0, 1_000_000, {
    high: 'High payments on existing debts',
    low: 'Low payments on existing debts',
    missing: 'Payments on existing debts are not known',
  }),
  amount('open_accounts', 'Open credit accounts', 0, 200, {
    high: 'Many open credit accounts',
    low: 'Few open credit accounts',
    missing: 'Number of open credit accounts is not known',
  }),
  amount('credit_age_months', 'Months since the first credit account', 0, 960, {
    high: 'Long credit history',
    low: 'Short credit history',
    missing: 'Hardly any credit history is on file',
  }),
  {
    ...amount('utilisation', 'Share of credit limits in use', 0, 10, {
      high: 'A large part of the credit limits is in use',
      low: 'A small part of the credit limits is in use',
      missing: 'Use of credit limits is not on file',
    }),
    kind: 'numeric',
    description: '0.5 means that half of the limits of cards and overdrafts is used.',
  },
  amount('enquiries_6m', 'Credit enquiries in 6 months', 0, 200, {
    high: 'Many recent applications for credit',
    low: 'Few recent applications for credit',
    missing: 'Recent applications for credit are not known',
  }),
  amount('delinquencies_24m', 'Late payments in 24 months', 0, 200, {
    high: 'Late payments in the last 24 months',
    low: 'No late payments in the last 24 months',
    missing: 'Late payments are not known',
  }),
  {
    ...amount('months_since_delinquency', 'Months since the last late payment', 0, 24, {
      high: 'Late payments in the last 24 months',
      low: 'A late payment not long ago',
      missing: 'No late payment on file',
    }),
    description: 'Empty where no payment was late in 24 months.',
  },
  amount('loan_amount', 'Amount of the loan', 100, 1_000_000, {
    high: 'High amount asked for',
    low: 'Low amount asked for',
  }),
  amount('term_months', 'Term in months', 1, 480, { high: 'Long term', low: 'Short term' }),
  category('purpose', 'Purpose of the loan', {
    car: 'Car',
    home_improvement: 'Home improvement',
    debt_consolidation: 'Repaying other debts',
    household: 'Household goods',
    education: 'Education',
    medical: 'Medical costs',
    business: 'Business',
  }),
  category('channel', 'Channel', {
    branch: 'Branch',
    online: 'Online',
    broker: 'Broker',
    partner: 'Partner shop',
  }),
  {
    name: 'existing_customer',
    kind: 'boolean',
    role: 'feature',
    label: 'Existing customer',
    reasons: { high: 'Is a customer already', low: 'Is not yet a customer' },
  },
  { name: 'defaulted', kind: 'boolean', role: 'target', label: 'In default within 24 months', required: true },
];

/**
 * The dictionary of the simulated loan file: what each column is, its bounds, and the words applicants read.
 *
 * Sex and age group are kept for fairness reports only.
 */
export const loanApplicationSchema: DatasetSchema = {
  formatVersion: 1,
  badValue: '1',
  columns: columns.map(withChange),
};

function withChange(column: ColumnSchema): ColumnSchema {
  const change = changes[column.name];
  return change === undefined ? column : { ...column, change };
}

function amount(
  name: string,
  label: string,
  minimum: number,
  maximum: number,
  reasons: NonNullable<ColumnSchema['reasons']>,
): ColumnSchema {
  return { name, kind: 'integer', role: 'feature', label, minimum, maximum, reasons };
}

function category(name: string, label: string, levelLabels: Readonly<Record<string, string>>): ColumnSchema {
  return { name, kind: 'category', role: 'feature', label, levels: Object.keys(levelLabels), levelLabels };
}

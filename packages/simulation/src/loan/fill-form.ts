import type { Random } from '@probity/numerics';
import type { Applicant } from '../applicant/draw-applicant.js';
import type { CreditHistory } from '../applicant/draw-credit-history.js';
import { drawEvent } from '../draw/draw.js';
import type { LoanRequest } from './draw-loan-request.js';

/** What reaches the lender: some answers are left out, and who leaves them out is telling. NaN = not stated. */
export interface LoanForm {
  readonly annualIncome: number;
  readonly savings: number;
  readonly employmentMonths: number;
}

/**
 * Leaves answers out of the form.
 *
 * Income is withheld more by the self-employed and by those with heavy debts for their income; savings by those who
 * have little; months of employment at random, mostly by brokers' clients.
 */
export function fillForm(random: Random, person: Applicant, history: CreditHistory, loan: LoanRequest): LoanForm {
  const isIndebted = history.monthlyDebtPayments > 0.15 * (person.annualIncome / 12);
  const hidesIncome = drawEvent(
    random,
    0.03 +
      (person.employment === 'self_employed' ? 0.16 : 0) +
      (isIndebted ? 0.07 : 0) -
      (loan.isExistingCustomer ? 0.02 : 0),
  );
  const hidesSavings = drawEvent(random, person.savings < 1_500 ? 0.34 : 0.12);
  const skipsMonths = drawEvent(random, loan.channel === 'broker' ? 0.08 : 0.02);
  return {
    annualIncome: hidesIncome ? Number.NaN : person.annualIncome,
    savings: hidesSavings ? Number.NaN : person.savings,
    employmentMonths: skipsMonths ? Number.NaN : person.employmentMonths,
  };
}

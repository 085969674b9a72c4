import { exp, log, type Random } from '@probity/numerics';
import type { Applicant } from '../applicant/draw-applicant.js';
import type { CreditHistory } from '../applicant/draw-credit-history.js';
import { clamp, drawAmount, drawEvent, drawWeighted, roundTo } from '../draw/draw.js';
import type { Economy } from '../economy/economy.js';

export type Purpose =
  | 'car'
  | 'home_improvement'
  | 'debt_consolidation'
  | 'household'
  | 'education'
  | 'medical'
  | 'business';
export type Channel = 'branch' | 'online' | 'broker' | 'partner';

/** What is asked for, and by which way it came. */
export interface LoanRequest {
  readonly purpose: Purpose;
  /** Whole hundreds, 1,000 to 50,000. */
  readonly loanAmount: number;
  readonly termMonths: number;
  readonly channel: Channel;
  readonly isExistingCustomer: boolean;
}

const MEDIAN_AMOUNT = {
  car: 12_500,
  home_improvement: 10_500,
  debt_consolidation: 11_500,
  household: 4_800,
  education: 6_200,
  medical: 4_200,
  business: 14_000,
} as const satisfies Record<Purpose, number>;

const TERMS_MONTHS = [12, 24, 36, 48, 60, 72, 84];
const AMOUNT_GROWTH_PER_YEAR = 0.045;

/** Draws the loan a person asks for. */
export function drawLoanRequest(
  random: Random,
  person: Applicant,
  history: CreditHistory,
  economy: Economy,
): LoanRequest {
  const purpose = drawPurpose(random, person, history);
  const wanted =
    MEDIAN_AMOUNT[purpose] * exp(0.45 * log(person.annualIncome / 31_000) + AMOUNT_GROWTH_PER_YEAR * economy.years);
  const loanAmount = clamp(roundTo(drawAmount(random, wanted, 0.5), 100), 1_000, 50_000);
  return {
    purpose,
    loanAmount,
    termMonths: drawTerm(random, loanAmount, person.annualIncome),
    channel: drawChannel(random, person, economy),
    isExistingCustomer: drawEvent(random, person.ageYears < 25 ? 0.28 : 0.46),
  };
}

function drawPurpose(random: Random, person: Applicant, history: CreditHistory): Purpose {
  const isOwner = person.housing === 'owner' || person.housing === 'mortgage';
  return drawWeighted(random, {
    car: 0.27,
    home_improvement: isOwner ? 0.26 : 0.05,
    debt_consolidation: history.utilisation > 0.5 ? 0.4 : 0.12,
    household: 0.19,
    education: person.ageYears < 35 ? 0.12 : 0.02,
    medical: 0.06,
    business: person.employment === 'self_employed' ? 0.3 : 0.02,
  });
}

/** Terms near the one at which the instalment takes a tenth of the income. */
function drawTerm(random: Random, loanAmount: number, annualIncome: number): number {
  const aim = loanAmount / (0.1 * (annualIncome / 12)) + 10 * random.nextNormal();
  const step = clamp(Math.round(aim / 12), 1, TERMS_MONTHS.length);
  return TERMS_MONTHS[step - 1] ?? 36;
}

/** Branches lose to the web year by year; brokers grow. */
function drawChannel(random: Random, person: Applicant, { years }: Economy): Channel {
  return drawWeighted(random, {
    branch: (person.ageYears >= 50 ? 0.5 : 0.3) - 0.07 * years,
    online: 0.34 + 0.09 * years,
    broker: 0.12 + 0.03 * years,
    partner: 0.14,
  });
}

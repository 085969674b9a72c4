import { log } from '@probity/numerics';
import type { Applicant, Employment, Housing } from '../applicant/draw-applicant.js';
import type { CreditHistory } from '../applicant/draw-credit-history.js';
import type { Economy } from '../economy/economy.js';
import type { Channel, LoanRequest, Purpose } from './draw-loan-request.js';

/** Sets the share of bad loans at about one in ten. */
const INTERCEPT = -3.25;
/** How much of the outcome follows from all that is below; the rest is luck. Sets the AUC a good model reaches at 0.79. */
const SHARPNESS = 0.66;

const EMPLOYMENT_RISK = {
  permanent: -0.2,
  temporary: 0.3,
  self_employed: 0.15,
  unemployed: 0.75,
  student: 0.2,
  retired: -0.15,
} as const satisfies Record<Employment, number>;

const HOUSING_RISK = { owner: -0.25, mortgage: -0.15, rent: 0.2, family: 0.1 } as const satisfies Record<
  Housing,
  number
>;

const PURPOSE_RISK = {
  car: -0.15,
  home_improvement: -0.25,
  debt_consolidation: 0.05,
  household: 0,
  education: 0.1,
  medical: 0.2,
  business: 0.4,
} as const satisfies Record<Purpose, number>;

const CHANNEL_RISK = { branch: -0.15, online: 0, broker: 0.05, partner: 0.1 } as const satisfies Record<
  Channel,
  number
>;

/**
 * Log-odds that the loan goes bad within 24 months: the truth of this world, which no model sees.
 *
 * Sex and age have no term of their own: they reach the outcome only through income, employment, credit history and
 * housing. Some terms work only together (burden with insecure work, consolidation with full cards, a thin file with a
 * stranger), which an additive model misses.
 */
export function defaultLogOdds(person: Applicant, history: CreditHistory, loan: LoanRequest, economy: Economy): number {
  const risk =
    historyRisk(history) +
    burdenRisk(person, history, loan) +
    standingRisk(person) +
    requestRisk(person, history, loan) +
    economyRisk(person, loan, economy) -
    0.35 * person.prudence;
  return INTERCEPT + SHARPNESS * risk;
}

function historyRisk(history: CreditHistory): number {
  const isRecent = history.monthsSinceDelinquency <= 6;
  const isStretched = history.utilisation > 0.6;
  // Late once, long ago, says little; late of late with full cards says nearly all.
  const delinquencies = 0.3 * Math.min(history.delinquencies24m, 3) + (isRecent ? (isStretched ? 2 : 0.5) : 0);
  const enquiries = 0.17 * Math.min(history.enquiries6m, 6);
  if (history.isThinFile) return delinquencies + enquiries;
  const age = history.creditAgeMonths < 60 ? 0.5 : history.creditAgeMonths < 120 ? 0 : -0.3;
  // Nearly full cards are a sign of distress; how empty they are hardly matters.
  const utilisation = Number.isNaN(history.utilisation)
    ? 0.15
    : isStretched
      ? 1 + Math.min(0.5, history.utilisation - 0.6)
      : 0;
  return delinquencies + enquiries + age + utilisation;
}

function burdenRisk(person: Applicant, history: CreditHistory, loan: LoanRequest): number {
  const instalment = (loan.loanAmount / loan.termMonths) * (1 + 0.004 * loan.termMonths);
  const burden = (history.monthlyDebtPayments + instalment) / (person.annualIncome / 12);
  // Below about a sixth of the income an instalment is no strain; above two fifths it could hardly be worse.
  const strain = Math.min(1, Math.max(0, (burden - 0.16) / 0.24));
  const isInsecure = person.employment === 'temporary' || person.employment === 'self_employed';
  return strain * (isInsecure ? 2.2 : 0.8);
}

function standingRisk(person: Applicant): number {
  const tenure = person.employmentMonths < 12 ? 0.4 : person.employmentMonths > 60 ? -0.2 : 0;
  const savings = -0.22 * log((person.savings + 500) / 3_000);
  return (
    EMPLOYMENT_RISK[person.employment] + HOUSING_RISK[person.housing] + tenure + savings + 0.07 * person.dependants
  );
}

function requestRisk(person: Applicant, history: CreditHistory, loan: LoanRequest): number {
  const consolidation = loan.purpose === 'debt_consolidation' ? (history.utilisation > 0.6 ? 0.7 : -0.5) : 0;
  const stranger = history.isThinFile ? (loan.isExistingCustomer ? -0.2 : 1) : loan.isExistingCustomer ? -0.25 : 0;
  const region = person.region === 'east' ? 0.2 : 0;
  return PURPOSE_RISK[loan.purpose] + consolidation + stranger + region + 0.011 * (loan.termMonths - 36);
}

/** The downturn hits insecure work hardest; brokers' loans grow worse from year to year. */
function economyRisk(person: Applicant, loan: LoanRequest, { years, stress }: Economy): number {
  const isExposed = person.employment === 'temporary' || person.employment === 'self_employed';
  const broker = loan.channel === 'broker' ? 0.25 * years : 0;
  return CHANNEL_RISK[loan.channel] + broker + stress * (isExposed ? 0.9 : 0.4);
}

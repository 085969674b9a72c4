import { exp, type Random, sigmoid } from '@probity/numerics';
import { clamp, drawAmount, drawCount, drawEvent, roundTo } from '../draw/draw.js';
import type { Applicant } from './draw-applicant.js';

/** What a credit bureau holds of a person. A thin file knows no age and no utilisation: NaN. */
export interface CreditHistory {
  readonly isThinFile: boolean;
  readonly openAccounts: number;
  readonly creditAgeMonths: number;
  /** Share of the revolving limits in use; may pass 1. */
  readonly utilisation: number;
  readonly enquiries6m: number;
  readonly delinquencies24m: number;
  /** NaN where there was none in 24 months. */
  readonly monthsSinceDelinquency: number;
  readonly monthlyDebtPayments: number;
}

/** Draws the bureau's file of a person: prudence shows in it, with noise. */
export function drawCreditHistory(random: Random, person: Applicant): CreditHistory {
  const isThinFile = drawEvent(random, person.ageYears < 23 ? 0.5 : person.ageYears < 30 ? 0.18 : 0.05);
  const openAccounts = drawCount(random, isThinFile ? 0.2 : 1.4 + 0.045 * Math.min(person.ageYears, 60));
  const habit = sigmoid(-0.75 - 0.85 * person.prudence + 0.9 * random.nextNormal());
  const utilisation = openAccounts === 0 || isThinFile ? Number.NaN : roundTo(1.25 * habit, 0.01);
  const strain = Number.isNaN(utilisation) ? 0 : utilisation;
  const delinquencies24m = isThinFile
    ? 0
    : Math.min(12, drawCount(random, exp(-2.1 - 0.85 * person.prudence + 0.9 * strain)));
  return {
    isThinFile,
    openAccounts,
    creditAgeMonths: isThinFile ? Number.NaN : drawCreditAge(random, person.ageYears),
    utilisation,
    enquiries6m: Math.min(15, drawCount(random, exp(-0.35 - 0.4 * person.prudence + 0.4 * strain))),
    delinquencies24m,
    monthsSinceDelinquency: delinquencies24m === 0 ? Number.NaN : drawRecency(random, delinquencies24m),
    monthlyDebtPayments: drawDebtPayments(random, person, openAccounts),
  };
}

function drawCreditAge(random: Random, ageYears: number): number {
  const longest = (ageYears - 17) * 12;
  return clamp(Math.round(longest * (0.25 + 0.7 * random.nextFloat())), 3, 600);
}

/** The more delinquencies, the nearer the last of them: the smallest of as many uniform months. */
function drawRecency(random: Random, delinquencies: number): number {
  let months = 24;
  for (let i = 0; i < delinquencies; i++) months = Math.min(months, 1 + random.nextUint32Below(24));
  return months;
}

function drawDebtPayments(random: Random, person: Applicant, openAccounts: number): number {
  const consumer = openAccounts === 0 ? 0 : drawAmount(random, 18 + 26 * openAccounts, 0.6);
  const mortgage = person.housing === 'mortgage' ? drawAmount(random, person.annualIncome * 0.016, 0.3) : 0;
  return Math.min(roundTo(consumer + mortgage, 10), roundTo(person.annualIncome / 12, 10));
}

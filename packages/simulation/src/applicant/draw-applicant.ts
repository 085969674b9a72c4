import { exp, type Random } from '@probity/numerics';
import { clamp, drawAmount, drawCount, drawEvent, drawWeighted, roundTo } from '../draw/draw.js';
import type { Economy } from '../economy/economy.js';

export type Sex = 'female' | 'male';
export type Region = 'capital' | 'coast' | 'north' | 'south' | 'east';
export type Education = 'school' | 'vocational' | 'college' | 'university';
export type Employment = 'permanent' | 'temporary' | 'self_employed' | 'unemployed' | 'student' | 'retired';
export type Housing = 'owner' | 'mortgage' | 'rent' | 'family';

/** A person as they are, whether or not they say so on the form. */
export interface Applicant {
  readonly ageYears: number;
  readonly sex: Sex;
  readonly region: Region;
  readonly education: Education;
  readonly employment: Employment;
  /** NaN for those who have no employer. */
  readonly employmentMonths: number;
  /** Before tax, whole hundreds. */
  readonly annualIncome: number;
  readonly housing: Housing;
  readonly dependants: number;
  readonly savings: number;
  /** Standing of the person's habits with money, standard normal; never seen, yet behind much that is. */
  readonly prudence: number;
}

const REGION_SHARES = { capital: 0.24, coast: 0.2, north: 0.18, south: 0.22, east: 0.16 };
const REGION_INCOME = { capital: 0.16, coast: 0.04, north: -0.05, south: 0, east: -0.12 };
const EDUCATION_INCOME = { school: -0.22, vocational: 0, college: 0.12, university: 0.34 };
const EMPLOYMENT_INCOME = {
  permanent: 0.08,
  temporary: -0.22,
  self_employed: 0.06,
  unemployed: -0.85,
  student: -0.95,
  retired: -0.38,
};
const MEDIAN_INCOME = 31_000;
const INCOME_GROWTH_PER_YEAR = 0.03;
/** Women of this world earn less for the same work: the only way in which sex touches anything. */
const PAY_GAP = 0.13;

/** Draws one person who asks for a loan. */
export function drawApplicant(random: Random, economy: Economy): Applicant {
  const prudence = random.nextNormal();
  const ageYears = Math.floor(18 + 58 * random.nextFloat() * (0.55 + 0.45 * random.nextFloat()));
  const sex: Sex = drawEvent(random, 0.47) ? 'female' : 'male';
  const region = drawWeighted(random, REGION_SHARES);
  const education = drawEducation(random, ageYears, region);
  const employment = drawEmployment(random, ageYears, education, economy);
  const annualIncome = drawIncome(random, { ageYears, sex, region, education, employment }, economy);
  return {
    ageYears,
    sex,
    region,
    education,
    employment,
    employmentMonths: drawEmploymentMonths(random, ageYears, employment),
    annualIncome,
    housing: drawHousing(random, ageYears, annualIncome),
    dependants: Math.min(6, drawCount(random, ageYears < 25 ? 0.15 : ageYears < 55 ? 1.05 : 0.3)),
    savings: roundTo(drawAmount(random, annualIncome * 0.09 * exp(0.45 * prudence), 1.1), 100),
    prudence,
  };
}

function drawEducation(random: Random, ageYears: number, region: Region): Education {
  const isYounger = ageYears < 45;
  return drawWeighted(random, {
    school: isYounger ? 0.18 : 0.32,
    vocational: 0.36,
    college: isYounger ? 0.22 : 0.16,
    university: (isYounger ? 0.24 : 0.16) * (region === 'capital' ? 1.5 : 1),
  });
}

function drawEmployment(random: Random, ageYears: number, education: Education, { stress }: Economy): Employment {
  const isYoung = ageYears < 25;
  return drawWeighted(random, {
    permanent: ageYears >= 67 ? 0.03 : isYoung ? 0.42 : 0.72,
    temporary: ageYears >= 67 ? 0.02 : (isYoung ? 0.26 : 0.11) * (education === 'school' ? 1.5 : 1),
    self_employed: ageYears >= 67 ? 0.04 : isYoung ? 0.04 : 0.13,
    unemployed: ageYears >= 67 ? 0 : 0.035 * (1 + 0.8 * stress) * (education === 'university' ? 0.6 : 1),
    student: isYoung ? 0.2 : 0,
    retired: ageYears >= 67 ? 0.91 : ageYears >= 60 ? 0.3 : 0,
  });
}

function drawEmploymentMonths(random: Random, ageYears: number, employment: Employment): number {
  if (employment === 'unemployed' || employment === 'student' || employment === 'retired') return Number.NaN;
  const longest = (ageYears - 17) * 12;
  const typical = employment === 'temporary' ? 11 : employment === 'self_employed' ? 55 : 62;
  return clamp(Math.round(drawAmount(random, typical, 0.95)), 1, longest);
}

function drawIncome(
  random: Random,
  person: Pick<Applicant, 'ageYears' | 'sex' | 'region' | 'education' | 'employment'>,
  { years }: Economy,
): number {
  // Earnings rise with age, peak at about 48 and fall again.
  const fromPeak = (clamp(person.ageYears, 18, 67) - 48) / 30;
  const logRatio =
    REGION_INCOME[person.region] +
    EDUCATION_INCOME[person.education] +
    EMPLOYMENT_INCOME[person.employment] -
    0.45 * fromPeak * fromPeak -
    (person.sex === 'female' ? PAY_GAP : 0) +
    INCOME_GROWTH_PER_YEAR * years;
  const spread = person.employment === 'self_employed' ? 0.58 : 0.36;
  return Math.max(4_000, roundTo(drawAmount(random, MEDIAN_INCOME * exp(logRatio), spread), 100));
}

function drawHousing(random: Random, ageYears: number, annualIncome: number): Housing {
  const means = clamp(annualIncome / 40_000, 0.2, 2);
  return drawWeighted(random, {
    owner: ageYears < 30 ? 0.04 : 0.12 + 0.006 * (ageYears - 30),
    mortgage: ageYears < 25 ? 0.05 : ageYears < 60 ? 0.3 * means : 0.1 * means,
    rent: 0.38,
    family: ageYears < 28 ? 0.38 : 0.05,
  });
}

import { type Recommendation, recommend } from '../advice/recommend.js';
import { type DailyBalance, dailyBalance } from '../balance/daily-balance.js';
import { type BalanceProjection, type ProjectionSettings, projectBalance } from '../balance/project-balance.js';
import { type CategorisedPayments, type CategoryRules, categorisePayments } from '../category/categorise-payments.js';
import type { Ledger } from '../import/import-files.js';
import { formatDay } from '../payment/calendar.js';
import { findRecurring, type RecurringPayment } from '../recurring/find-recurring.js';
import { measureRiskInputs, type RiskInputs } from '../risk/risk-inputs.js';
import { type PersonalRisk, scoreRisk } from '../risk/score-risk.js';
import { type BehaviourFeatures, measureBehaviour } from './behaviour-features.js';
import { type MonthPicture, picturesByMonth } from './monthly-picture.js';

export interface PersonalSettings {
  /** What the person said of receivers; see `correctCategory`. */
  readonly rules?: CategoryRules;
  /** Balances before the first payment, by account, minor units. */
  readonly openingMinor?: Readonly<Record<string, number>>;
  /** Only these accounts; default all. */
  readonly accounts?: readonly string[];
  /** Balance below which a day counts as low; default a week of the own expense. */
  readonly lowBalanceMinor?: number;
  readonly projection?: ProjectionSettings;
}

/** A person's money: all that Probity says of it. */
export interface PersonalReport {
  readonly currency: string;
  readonly accounts: readonly string[];
  readonly understood: CategorisedPayments;
  readonly balance: DailyBalance;
  readonly features: BehaviourFeatures;
  readonly months: readonly MonthPicture[];
  readonly recurring: readonly RecurringPayment[];
  readonly projection: BalanceProjection;
  readonly riskInputs: RiskInputs;
  readonly risk: PersonalRisk;
  readonly recommendations: readonly Recommendation[];
  /** What its reader should know: what was left out, derived or short. */
  readonly notes: readonly string[];
}

/** With less the score says little. */
const ENOUGH_DAYS = 90;

/**
 * From a ledger to the whole picture: categories, transfers, balance, the eight features, months, recurring payments,
 * projection, risk with reasons, recommendations.
 *
 * Of several currencies the one with most payments is looked at; the notes say what was left out. Reads no clock: "now"
 * is the day of the last payment.
 *
 * Cost: about 4 µs a payment.
 */
export function analysePersonal(ledger: Ledger, settings: PersonalSettings = {}): PersonalReport {
  const notes: string[] = [];
  const chosen = chooseCurrency(chooseAccounts(ledger, settings.accounts), notes);
  const currency = chosen.payments.find((payment) => payment.currency !== '')?.currency ?? '';
  const understood = categorisePayments(chosen.payments, settings.rules);
  const balance = dailyBalance(chosen, settings.openingMinor);
  const recurring = findRecurring(understood);
  const features = measureBehaviour(
    understood,
    balance,
    settings.lowBalanceMinor === undefined ? {} : { lowBalanceMinor: settings.lowBalanceMinor },
  );
  const projection = projectBalance(understood, balance, recurring, settings.projection);
  const riskInputs = measureRiskInputs(understood, balance);
  const risk = scoreRisk(riskInputs, balance.source);
  const levelMinor = balance.balancesMinor.at(-1) ?? 0;
  const recommendations = recommend({
    understood,
    recurring,
    projection,
    risk: riskInputs,
    source: balance.source,
    currency,
    levelMinor,
  });
  notes.push(...notesOn(understood, balance, features));
  const accounts = [...new Set(chosen.payments.map(({ account }) => account))];
  return {
    ...{ currency, accounts, understood, balance, features, months: picturesByMonth(understood, balance), recurring },
    ...{ projection, riskInputs, risk, recommendations, notes },
  };
}

function chooseAccounts(ledger: Ledger, accounts: readonly string[] | undefined): Ledger {
  if (accounts === undefined || accounts.length === 0) return ledger;
  const wanted = new Set(accounts);
  return {
    payments: ledger.payments.filter(({ account }) => wanted.has(account)),
    balances: ledger.balances.filter(({ account }) => wanted.has(account)),
  };
}

function chooseCurrency(ledger: Ledger, notes: string[]): Ledger {
  const counts = new Map<string, number>();
  for (const { currency } of ledger.payments) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  if (counts.size < 2) return ledger;
  const [main] = [...counts].sort(([, a], [, b]) => b - a)[0] as [string, number];
  const others = [...counts].filter(([currency]) => currency !== main);
  const words = others
    .map(([currency, count]) => `${count} in ${currency === '' ? 'no stated currency' : currency}`)
    .join(', ');
  notes.push(`looked at in ${main === '' ? 'no stated currency' : main}; left out for their currency: ${words}`);
  return { ...ledger, payments: ledger.payments.filter(({ currency }) => currency === main) };
}

function notesOn(
  { payments, isTransfer, otherSide, categories }: CategorisedPayments,
  balance: DailyBalance,
  features: BehaviourFeatures,
): readonly string[] {
  const notes: string[] = [];
  let transfers = 0;
  let alone = 0;
  let bills = 0;
  for (let at = 0; at < payments.length; at++) {
    if (isTransfer[at] === 1) {
      transfers += 1;
      if (otherSide[at] === -1) alone += 1;
    } else if (categories[at] === 'card-payment') bills += 1;
  }
  if (transfers > 0) {
    notes.push(
      `${transfers} payments only moved own money and count neither as income nor as expense; of ${alone} the other side is not in the files`,
    );
  }
  if (bills > 0) notes.push(`${bills} card bills count as expense: the card’s own payments are not among the accounts`);
  if (balance.source === 'derived') {
    notes.push(
      'no file has a balance: it is derived from the payments with its lowest day set to 0, so the low-balance frequency is relative to that, and the risk score does without balances',
    );
  }
  if (features.totalIncomeMinor === 0 && payments.length > 0)
    notes.push('no income is in the files: is an account missing?');
  const days = features.lastDay - features.firstDay + 1;
  if (days < ENOUGH_DAYS)
    notes.push(
      `only ${days} days are covered, to ${formatDay(features.lastDay)}: the score and the habits rest on little`,
    );
  return notes;
}

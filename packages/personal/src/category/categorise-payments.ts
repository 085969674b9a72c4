import type { Payment } from '../payment/payment.js';
import { categoryOf, categoryOfGiven } from './category.js';
import { categoryByWords } from './keyword-rules.js';
import { matchTransfers } from './match-transfers.js';
import { merchantKey } from './merchant-key.js';
import { fitWordModel, type LabelledPayment } from './word-model.js';

/** Who said what a payment was for. */
export type CategorySource = 'you' | 'file' | 'learned' | 'words' | 'direction';

/** What a person said: receivers (`merchantKey`) with the category that their payments belong to. */
export type CategoryRules = Readonly<Record<string, string>>;

/** A person's payments, understood; all lists are as long as `payments` and in its order. */
export interface CategorisedPayments {
  readonly payments: readonly Payment[];
  /** Who was paid or paid, in few words. */
  readonly keys: readonly string[];
  readonly categories: readonly string[];
  readonly sources: readonly CategorySource[];
  /** 1 where the money stays the person's own: no income, no expense. */
  readonly isTransfer: Uint8Array;
  /** Index of the other side of a transfer; -1 where it is not in the files, or there is none. */
  readonly otherSide: Int32Array;
}

/** The model answers where its best category is this far ahead: e^1.5, four to one. Not tuned. */
const LEAST_LEAD = 1.5;
/** With fewer payments of known category there is nothing to learn from. */
const LEAST_LABELLED = 30;
const CARD = /card|visa|master|amex|kreditk|karte/i;
const MONEY_BACK = /refund|return|erstatt|retoure|gutschrift|cashback|reversal|storno|r(e|ü)ck/i;

/**
 * Says of every payment what it was for, and which only moved money between the person's own accounts.
 *
 * In this order: what the person said of that receiver, the file's own category, a model learned from the payments whose
 * category is known so (30 at least) where it is sure, words that name a firm or a purpose, else `other`.
 *
 * A card's bill is a transfer where the card's own payments are among the accounts, so that they are not counted twice;
 * where they are not, the bill stands for them and is an expense.
 *
 * @param rules what the person corrected: `correctCategory` adds to it
 * Cost: about 2 µs a payment.
 */
export function categorisePayments(payments: readonly Payment[], rules: CategoryRules = {}): CategorisedPayments {
  const { keys, categories, sources } = firstGuess(payments, rules);
  learnTheRest(payments, categories, sources);
  const says = new Uint8Array(payments.length);
  const isOrdinary = new Uint8Array(payments.length);
  for (let at = 0; at < payments.length; at++) {
    const category = categories[at] as string;
    const kind = categoryOf(category).kind;
    if (payments[at]?.saysTransfer === true || kind === 'transfer' || category === 'card-payment') says[at] = 1;
    else if (sources[at] !== 'direction') isOrdinary[at] = 1;
  }
  const otherSide = matchTransfers(payments, { says, isOrdinary });
  const hasCard = cardAccounts(payments, categories, otherSide).size > 0;
  const isTransfer = new Uint8Array(payments.length);
  for (let at = 0; at < payments.length; at++) {
    const { saysTransfer, amountMinor } = payments[at] as Payment;
    const category = categories[at] as string;
    const isPair = otherSide[at] !== -1;
    const isCardBill = category === 'card-payment' && (hasCard || amountMinor > 0);
    if (!isPair && saysTransfer !== true && !isCardBill && categoryOf(category).kind !== 'transfer') continue;
    isTransfer[at] = 1;
    if (sources[at] === 'direction' || (isPair && sources[at] === 'words')) categories[at] = 'transfer';
  }
  return { payments, keys, categories, sources, isTransfer, otherSide };
}

/**
 * What the person says of a payment, remembered for all payments of that receiver; the rules given are not changed.
 *
 * @param text the words of the payment; `merchantKey` of them names the receiver
 * @param category the id of a category, or any name of the person's own
 * @example correctCategory({}, 'FITX GYM 0423', 'health') // the gym is health from now on
 */
export function correctCategory(rules: CategoryRules, text: string, category: string): CategoryRules {
  return { ...rules, [merchantKey(text)]: category };
}

function firstGuess(payments: readonly Payment[], rules: CategoryRules) {
  const keys: string[] = new Array(payments.length);
  const categories: string[] = new Array(payments.length);
  const sources: CategorySource[] = new Array(payments.length);
  const keyOf = new Map<string, string>();
  const byWords = new Map<string, string | undefined>();
  const given = new Map<string, string>();
  for (let at = 0; at < payments.length; at++) {
    const payment = payments[at] as Payment;
    const { text, amountMinor } = payment;
    let key = keyOf.get(text);
    if (key === undefined) {
      key = merchantKey(text);
      keyOf.set(text, key);
    }
    keys[at] = key;
    const said = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (said !== undefined) {
      categories[at] = said;
      sources[at] = 'you';
      continue;
    }
    if (payment.given !== undefined) {
      const signed = amountMinor > 0 ? `+${payment.given}` : payment.given;
      let category = given.get(signed);
      if (category === undefined) {
        category = categoryOfGiven(payment.given, amountMinor);
        given.set(signed, category);
      }
      categories[at] = category;
      sources[at] = 'file';
      continue;
    }
    let words = byWords.get(text);
    if (words === undefined && !byWords.has(text)) {
      words = categoryByWords(text);
      byWords.set(text, words);
    }
    const fitting = words === undefined ? undefined : fittingDirection(words, payment);
    categories[at] = fitting ?? (amountMinor > 0 ? 'other-income' : 'other');
    sources[at] = fitting === undefined ? 'direction' : 'words';
  }
  return { keys, categories, sources };
}

/** A shop that pays is paying back, and an employer that is paid is not a salary. */
function fittingDirection(category: string, { amountMinor, text }: Payment): string | undefined {
  const { kind } = categoryOf(category);
  if (kind === 'income' && amountMinor < 0) return undefined;
  if (kind !== 'expense' || amountMinor <= 0 || category === 'card-payment') return category;
  return MONEY_BACK.test(text) ? 'refunds' : undefined;
}

/** A person's own habits say more than words that hold for everybody: measured in docs/methods/personal.md. */
function learnTheRest(payments: readonly Payment[], categories: string[], sources: CategorySource[]): void {
  const known: LabelledPayment[] = [];
  const open: number[] = [];
  for (const [at, source] of sources.entries()) {
    if (source === 'direction' || source === 'words') open.push(at);
    else known.push({ ...(payments[at] as Payment), category: categories[at] as string });
  }
  if (open.length === 0 || known.length < LEAST_LABELLED) return;
  const model = fitWordModel(known);
  for (const at of open) {
    const payment = payments[at] as Payment;
    const { category, lead, knownWords } = model.guess(payment);
    const { kind } = categoryOf(category, payment.amountMinor > 0);
    const isOpposite = kind === 'income' ? payment.amountMinor < 0 : kind === 'expense' && payment.amountMinor > 0;
    // Of words that it never met the model knows nothing; amount and account alone are a guess.
    if (lead < LEAST_LEAD || isOpposite || (knownWords === 0 && sources[at] === 'words')) continue;
    categories[at] = category;
    sources[at] = 'learned';
  }
}

/** Accounts that are cards: by their name, or because card bills come in there. */
function cardAccounts(
  payments: readonly Payment[],
  categories: readonly string[],
  otherSide: Int32Array,
): ReadonlySet<string> {
  const cards = new Set<string>();
  const tried = new Set<string>();
  for (let at = 0; at < payments.length; at++) {
    const { account, amountMinor } = payments[at] as Payment;
    const billComesIn = amountMinor > 0 && categories[at] === 'card-payment' && otherSide[at] !== -1;
    if (billComesIn) cards.add(account);
    if (tried.has(account)) continue;
    tried.add(account);
    if (CARD.test(account)) cards.add(account);
  }
  return cards.size === tried.size && tried.size === 1 ? new Set() : cards;
}

/** Whether an account's name is that of a credit card. */
export function isCardName(account: string): boolean {
  return CARD.test(account);
}

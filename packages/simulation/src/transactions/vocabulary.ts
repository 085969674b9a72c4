/** What a payment is for. */
export const transactionCategories = [
  'groceries',
  'restaurants',
  'transport',
  'fuel',
  'utilities',
  'clothing',
  'electronics',
  'health',
  'entertainment',
  'travel',
  'digital',
  'cash',
  'transfer',
  'jewellery',
] as const;
export type TransactionCategory = (typeof transactionCategories)[number];

/** How it was paid. */
export const transactionChannels = ['chip', 'contactless', 'online', 'atm', 'transfer'] as const;
export type TransactionChannel = (typeof transactionChannels)[number];

/** Kinds of customers, by what they earn and when and how they pay. */
export const customerSegments = [
  'student',
  'young worker',
  'family',
  'high earner',
  'retired',
  'small business',
] as const;
export type CustomerSegment = (typeof customerSegments)[number];

/** How a fraud is done. The first is none. */
export const fraudTypologies = [
  'none',
  'card testing',
  'stolen card spree',
  'account takeover',
  'compromised terminal',
  'mule ring',
  'structuring',
  'shared device',
  'bust-out',
] as const;
export type FraudTypology = (typeof fraudTypologies)[number];

/** Honest behaviour that looks like fraud. The first is none. */
export const benignLookAlikes = ['none', 'payroll', 'travel', 'remittance', 'top-up', 'big purchase'] as const;
export type BenignLookAlike = (typeof benignLookAlikes)[number];

/** Why a row is in the log: the first time, again with other content, or again unchanged. */
export const arrivalKinds = ['first', 'correction', 'duplicate'] as const;
export type ArrivalKind = (typeof arrivalKinds)[number];

/** The number that stands for a word of one of these lists. */
export function codeOf<Word extends string>(words: readonly Word[], word: Word): number {
  return words.indexOf(word);
}

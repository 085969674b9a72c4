/** What a category means for a person's money. */
export type CategoryKind = 'income' | 'expense' | 'transfer';

export interface Category {
  readonly id: string;
  readonly title: string;
  readonly kind: CategoryKind;
  /** Can hardly be done without from one month to the next. */
  readonly isEssential: boolean;
}

const essential = (id: string, title: string): Category => ({ id, title, kind: 'expense', isEssential: true });
const optional = (id: string, title: string): Category => ({ id, title, kind: 'expense', isEssential: false });
const income = (id: string, title: string): Category => ({ id, title, kind: 'income', isEssential: false });

/** The categories that Probity knows; a person's file may bring others, which are kept as they are. */
export const categories: readonly Category[] = [
  income('salary', 'Salary'),
  income('benefits', 'Pension and benefits'),
  income('interest', 'Interest and dividends'),
  income('refunds', 'Refunds and rewards'),
  income('other-income', 'Other income'),
  essential('housing', 'Rent and mortgage'),
  essential('utilities', 'Energy and water'),
  essential('telecom', 'Phone and internet'),
  essential('groceries', 'Groceries'),
  essential('transport', 'Transport and fuel'),
  essential('health', 'Health'),
  essential('insurance', 'Insurance'),
  essential('loans', 'Loans'),
  essential('taxes', 'Taxes'),
  essential('education', 'Education'),
  essential('family', 'Family and children'),
  optional('dining', 'Dining'),
  optional('entertainment', 'Entertainment'),
  optional('subscriptions', 'Subscriptions'),
  optional('shopping', 'Shopping'),
  optional('clothing', 'Clothing'),
  optional('home', 'Home'),
  optional('personal-care', 'Personal care'),
  optional('travel', 'Travel'),
  optional('gifts', 'Gifts and donations'),
  optional('gambling', 'Gambling'),
  optional('fees', 'Bank fees'),
  optional('cash', 'Cash'),
  optional('people', 'Money to people'),
  optional('card-payment', 'Card bill'),
  optional('other', 'Other'),
  { id: 'savings', title: 'Put aside', kind: 'transfer', isEssential: false },
  { id: 'transfer', title: 'Between own accounts', kind: 'transfer', isEssential: false },
];

const byId = new Map(categories.map((category) => [category.id, category]));

/**
 * A category by its id. An id that is not ours is taken for one of the person's own: its name is its title, and it is never essential.
 *
 * @param isIncome for a category of the person's own: whether its money comes in; default false
 * @example categoryOf('pottery').kind // 'expense'
 */
export function categoryOf(id: string, isIncome = false): Category {
  return byId.get(id) ?? { id, title: id, kind: isIncome ? 'income' : 'expense', isEssential: false };
}

/** Words in the categories of other programs and ledgers, the first that fits. */
const synonyms: readonly (readonly [string, RegExp])[] = [
  ['card-payment', /credit card pay|card payment|card bill/],
  ['savings', /invest|deposit|fund|provident|saving|share market|pension plan|retirement|brokerage|maturity/],
  ['transfer', /transfer(?!.*money)|own account|internal|petty cash/],
  ['salary', /salary|paycheck|payroll|wage|gehalt|lohn|bonus/],
  ['benefits', /duchod|pension|benefit|social security|rente|kindergeld/],
  ['interest', /\burok\b|interest|dividend|zins/],
  ['refunds', /refund|reward|cashback|reimburse|erstattung/],
  ['other-income', /income|allowance|einnahme|scrap/],
  ['fees', /\bfees?\b|sankc|sluzby|charges?$|geb(u|ü)hr|bank charge/],
  ['insurance', /insurance|pojistne|versicherung|assurance/],
  ['loans', /\bloan|uver|kredit|credit repay|emi$/],
  ['housing', /mortgage|rent\b|miete|housing|sipo|wohnen/],
  ['telecom', /phone|internet|telecom|mobilfunk/],
  ['utilities', /utilit|energy|electric|water|gas (bill|company)|strom|garbage/],
  ['dining', /restaurant|dining|coffee|fast food|alcohol|\bbars?\b|^food$|eating out/],
  ['groceries', /grocer|supermarket|lebensmittel|milk/],
  ['transport', /transport|gas & fuel|fuel|\bauto\b|travel card|taxi|train|parking|commut/],
  ['health', /health|medic|pharm|doctor|gesund/],
  ['personal-care', /haircut|groom|beauty|personal care|kosmetik/],
  ['subscriptions', /subscription|music|streaming|television|\btv\b|abo\b/],
  ['entertainment', /entertain|movie|culture|social life|festival|hobb|freizeit|leisure|game/],
  ['clothing', /apparel|cloth|kleidung|fashion/],
  ['home', /home improvement|household|furni|maid|cook|haushalt/],
  ['shopping', /shopping|electronic|software|einkauf/],
  ['education', /educat|self.development|school|bildung|tuition|documents/],
  ['family', /family|child|kids|familie|kinder|baby/],
  ['gifts', /gift|donat|charit|geschenk|spende/],
  ['travel', /touris|travel|vacation|hotel|reise|urlaub/],
  ['taxes', /\btax(es)?\b|steuer/],
  ['cash', /cash|atm|bargeld/],
  ['people', /money transfer|family transfer/],
  ['other', /^(other|misc|uncategori[sz]ed|general|sonstiges)/],
];

/**
 * The category that a file's own name for one stands for; the name itself, in lower case, where none does.
 *
 * @example categoryOfGiven('Mortgage & Rent', -90000) // 'housing'
 */
export function categoryOfGiven(given: string, amountMinor: number): string {
  const plain = given.trim().toLowerCase();
  if (byId.has(plain)) return plain;
  const found = synonyms.find(([id, words]) => words.test(plain) && fitsDirection(id, amountMinor))?.[0];
  return found ?? plain;
}

/** A tax refund is no tax: income words are for money that comes in. Money back on an expense stays with it. */
function fitsDirection(id: string, amountMinor: number): boolean {
  return byId.get(id)?.kind !== 'income' || amountMinor > 0;
}

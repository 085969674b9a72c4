/** Words that banks add to everything; they say nothing of who was paid. */
const NOISE = new Set(
  (
    'pos visa mastercard maestro debit card purchase payment paid via the and gmbh ltd inc llc co com www ref no nr id txn trn ' +
    'sepa lastschrift kartenzahlung ec girocard end to von der die das und for from on at of in de la le eur usd gbp inr ' +
    'transaction sale recurring contactless kauf einkauf mandate mandat glaeubiger bic iban date svwz eref mref kref to'
  ).split(' '),
);
const MOST_WORDS = 4;

/**
 * Who was paid, as far as words tell: the first four words of a payment's text without digits, marks and banks' phrases.
 *
 * "POS 4711 NETFLIX.COM 12/03" and "Netflix com 0815" give the same key, so payments to one receiver meet. A text of
 * noise alone gives all its words.
 */
export function merchantKey(text: string): string {
  const words = wordsOf(text);
  const telling = words.filter((word) => !NOISE.has(word));
  return (telling.length > 0 ? telling : words).slice(0, MOST_WORDS).join(' ');
}

/** The words of a text in lower case: runs of letters, two at least. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{2,}/gu) ?? [];
}

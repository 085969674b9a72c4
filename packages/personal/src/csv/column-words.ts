import type { BankColumns } from './bank-mapping.js';

/** Words of headers, most telling first: English, German, French, Spanish, Italian, Dutch, Polish, Czech, Portuguese. */
export const columnWords: Readonly<Record<keyof BankColumns, RegExp>> = {
  date: /^(booking ?date|buchungstag|buchungsdatum|transaction ?date|posting ?date|date ?of ?transaction|post(ed)? ?date|date op(e|é)ration|datum|date|data|fecha|dato|dag|buchung|datum transakce|data operacji|rentedatum|boekdatum|tx_datetime|completed date|time|day|value ?date|valuta(datum)?|wertstellung|.* date|date .*|datum .*|fecha .*|data .*)$/,
  amount:
    /^(amount|betrag|umsatz|montant|importe|importo|bedrag|kwota|částka|castka|objem|valor|belop|beløp|belopp|sum|value|transaction ?amount|tx_amount|amount .*|betrag .*|montant .*|importe .*|importo .*|bedrag .*|kwota .*|umsatz .*|.* amount)$/,
  debit:
    /^(debit|debit ?amount|paid ?out|money ?out|withdrawals?|withdrawal amount|soll|belastung|ausgang|ausgabe|d(e|é)bit|cargo|dare|addebiti?|uscite|af|obci(a|ą)(z|ż)enia|out|spent|d(e|é)bito|lastschrift.*|.*\bdebit)$/,
  credit:
    /^(credit|credit ?amount|paid ?in|money ?in|deposits?|deposit amount|haben|gutschrift|eingang|einnahme|cr(e|é)dit|abono|avere|accrediti?|entrate|bij|uznania|in|received|cr(e|é)dito|.*\bcredit)$/,
  type: /^(type|transaction ?type|income\/expense|debit\/credit|credit\/debit|credit debit indicator|dr\/cr|cr\/dr|d\/c|s\/h|soll\/haben|af bij|sens|direction|in\/out|cdtdbtind|typ)$/,
  text: /^(description|payee|merchant|merchant name|name|narrative|memo|note|notes|details?|reference|particulars|verwendungszweck|empf(a|ä)nger|beg(u|ü)nstigter.*|auftraggeber.*|zahlungsempf(a|ä)nger.*|buchungstext|beschreibung|libell(e|é).*|concepto|descripci(o|ó)n|descrizione|causale|omschrijving|mededelingen|naam.*|opis.*|tytu(l|ł)|popis|zpr(a|á)va.*|operation|subcategory|counterparty.*|beneficiary.*|remarks?|transaction ?details?|text|vendor|bank)$/,
  balance: /^(balance|running ?balance|saldo.*|solde.*|kontostand|closing balance|balance .*|.* balance|z(u|ů)statek)$/,
  account:
    /^(account_?id|account ?name|account ?number|account ?no\.?|account|konto(nummer)?|iban|iban konto|auftragskonto|compte|cuenta|conto|rekening.*|mode|wallet|card ?no\.?|card ?number|card|tili|účet)$/,
  currency: /^(currency|w(a|ä)hrung|devise|divisa|moneda|valuta|munt|waluta|m(e|ě)na|ccy|currency ?code)$/,
  id: /^(transaction ?id|trans_id|transactionid|id|fitid|reference ?number|reference ?id|transaktions-?id|unique ?id|external ?id|tx_?id|transaction_id)$/,
  category: /^(category|kategorie|cat(e|é)gorie|categor(i|í)a|categorie|kategoria|k_symbol)$/,
};

/** A header cell as the words above are written. */
export function headerWord(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replaceAll(/[\s\u00a0]+/g, ' ')
    .replaceAll(/\s*[([].*[)\]]\s*$/g, '')
    .replaceAll('_', (_, _at: number, whole: string) =>
      /^(account_id|trans_id|transaction_id|tx_\w+|k_symbol)$/.test(whole) ? '_' : ' ',
    )
    .trim();
}

/** Which way an amount goes, by the word in a type column; undefined where the word does not say. */
export type FlowWord = 'in' | 'out' | 'transfer-in' | 'transfer-out';

const flowWords: readonly (readonly [FlowWord, RegExp])[] = [
  ['transfer-out', /^transfer[- ]?out$/],
  ['transfer-in', /^transfer[- ]?in$/],
  [
    'out',
    /^(debit|debit card|dbit|dr|db|d|out|expenses?|withdrawal|payment|purchase|soll|s|belastung|lastschrift|af|debet|vydaj|vyber|v(y|ý)daj|cargo|gasto|d(e|é)bit|dare|uscita|spending|sent|fee|atm|pos)$/,
  ],
  [
    'in',
    /^(credit|crdt|cr|c|in|income|deposit|haben|h|gutschrift|bij|prijem|p(r|ř)(i|í)jem|abono|ingreso|cr(e|é)dit|avere|entrata|received|refund|salary|interest)$/,
  ],
];

export function flowOf(word: string): FlowWord | undefined {
  const plain = word.trim().toLowerCase();
  return flowWords.find(([, words]) => words.test(plain))?.[0];
}

import { ProbityError } from '@probity/domain';

export type BankFormat = 'csv' | 'ofx' | 'qif' | 'camt' | 'mt940';

/** What people drop that is no bank file in text, and what to do about it. */
const strangers: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a spreadsheet or zip archive: save the sheet as CSV, or unpack the archive'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook: save the sheet as CSV'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF: ask the bank for CSV, OFX, QIF, CAMT.053 or MT940 instead'],
  [[0x1f, 0x8b], 'compressed with gzip: unpack it first'],
];

/** @throws FILE_EMPTY, BANK_FILE_INVALID when the bytes are no text, saying what they are */
export function refuseStrangers(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw new ProbityError('FILE_EMPTY', `${name} is empty`, { field: name });
  for (const [start, words] of strangers) {
    if (start.every((byte, at) => bytes[at] === byte)) {
      throw new ProbityError('BANK_FILE_INVALID', `${name} is ${words}`, { field: name });
    }
  }
}

/**
 * Which format a bank file has, by its contents; the name of the file counts for nothing. What is none of the others is taken for
 * delimited text, whose reader then refuses what is no table (`BANK_FILE_INVALID`).
 *
 * Cost: looks at the first 20,000 characters.
 * @example detectFormat('!Type:Bank') // 'qif'
 */
export function detectFormat(text: string): BankFormat {
  const start = text.slice(0, 4000);
  if (/<OFX[\s>]/i.test(text.slice(0, 20_000)) || /^\s*OFXHEADER/i.test(start)) return 'ofx';
  if (/<(\w+:)?Document[\s>]/.test(start) || /urn:iso:std:iso:20022:tech:xsd:camt/.test(start)) return 'camt';
  if (/^\s*!(type|account|option|clear)/im.test(start.slice(0, 400))) return 'qif';
  if (/^:(20|25|28C?|60F|61):/m.test(start)) return 'mt940';
  return 'csv';
}

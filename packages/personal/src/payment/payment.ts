/** A movement of money on one of a person's accounts, as Probity works with it. */
export interface Payment {
  /** Names the payment among all of this person: the same payment in two exports has the same id. */
  readonly id: string;
  /** The account as the file or the person names it. */
  readonly account: string;
  /** Days since 1970-01-01, as the bank wrote the date; no time zone is applied. */
  readonly day: number;
  /** Whole minor units (cents); above 0 comes in, below 0 goes out. */
  readonly amountMinor: number;
  /** ISO 4217 code; empty where no file says it. */
  readonly currency: string;
  /** Who and what for, in the bank's words. */
  readonly text: string;
  /** The category that the file itself gives. */
  readonly given?: string;
  /** The file says that the money only changes the account. */
  readonly saysTransfer?: boolean;
  /** Balance of the account behind this payment, where the file has one. */
  readonly balanceMinor?: number;
}

/** A payment as a reader finds it: the bank's own id where there is one, no id of ours yet. */
export interface ReadPayment extends Omit<Payment, 'id'> {
  readonly bankId?: string;
}

/** A row or entry that could not be taken, and why. Nothing is dropped without one. */
export interface RejectedRow {
  readonly code: 'BANK_ROW_INVALID';
  /** Counted from 1, the header included. */
  readonly line: number;
  /** What is off: the column or tag. */
  readonly field: string;
  /** A sentence: what was found and what to do. */
  readonly reason: string;
  /** The row as it stands in the file, at most 500 characters. */
  readonly text: string;
}

/** A balance that a statement itself names. */
export interface StatedBalance {
  readonly account: string;
  readonly day: number;
  readonly balanceMinor: number;
}

/** What a reader found in one file; rowsRead = payments.length + rejected.length. */
export interface ReadStatement {
  readonly rowsRead: number;
  readonly payments: readonly ReadPayment[];
  readonly rejected: readonly RejectedRow[];
  readonly balances: readonly StatedBalance[];
}

/** The longest piece of a refused row that is kept. */
export const KEPT_TEXT = 500;

/** A refused row. */
export function rejectRow(line: number, field: string, reason: string, text: string): RejectedRow {
  return { code: 'BANK_ROW_INVALID', line, field, reason, text: text.slice(0, KEPT_TEXT) };
}

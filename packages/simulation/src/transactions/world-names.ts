/** The names under which the parts of a world are written: a letter and seven digits, or more where there are more. */
export const worldNames = {
  transaction: (index: number) => named('X', index),
  customer: (index: number) => named('C', index),
  account: (index: number) => named('A', index),
  card: (index: number) => named('K', index),
  merchant: (index: number) => named('M', index),
  /** A person who is paid. */
  person: (index: number) => named('P', index),
  terminal: (index: number) => named('T', index),
  device: (index: number) => named('D', index),
} as const;

function named(letter: string, index: number): string {
  return letter + String(index).padStart(7, '0');
}

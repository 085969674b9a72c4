/** Letters of a column, counted from 0. @example columnLetters(27) // 'AB' */
export function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}

/** A cell that stays put when a formula is copied; both counted from 0. @example fixedCell(1, 4) // '$B$5' */
export function fixedCell(column: number, row: number): string {
  return `$${columnLetters(column)}$${row + 1}`;
}

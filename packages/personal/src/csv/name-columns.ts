/** A name for every column: its header, column_3 where that is empty, "Name (2)" where it is there already. */
export function nameColumns(header: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return header.map((cell, at) => {
    const plain = cell.replaceAll('"', '').trim() || `column_${at + 1}`;
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    return count === 1 ? plain : `${plain} (${count})`;
  });
}

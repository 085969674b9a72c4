/** Lines to type, as they stand at the end of a command's help. */
export function examplesOf(...lines: readonly string[]): string {
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  $ probity ${line}`).join('\n')}`;
}

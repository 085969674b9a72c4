/** Texts that stand for "not known" in files of all sorts; compared without case, after trimming. */
const MARKERS: ReadonlySet<string> = new Set([
  '',
  'na',
  'n/a',
  'n.a.',
  '#n/a',
  '<na>',
  'nan',
  'null',
  '(null)',
  'none',
  'nil',
  'missing',
  '?',
  '.',
  '-',
  '--',
]);

const LONGEST_MARKER = 7;

/** True for the common ways to write a missing value: empty, NA, N/A, NaN, null, None, missing, ?, ., - and the like. */
export function isMissingMarker(cell: string): boolean {
  return cell.length <= LONGEST_MARKER && MARKERS.has(cell.toLowerCase());
}

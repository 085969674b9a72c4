import type { Cells } from '../column/cells.js';
import { type LeakFinding, percentText } from './leak-finding.js';

/** Share of one outcome's rows that are copies from which it was multiplied, and how many times the other's share. */
const COPIED_SHARE = 0.1;
const COPIED_RATIO = 5;
/** Share of whole numbers among one outcome's values that counts as "all", and among the other's as "mixed". */
const WHOLE = 0.995;
const MIXED = 0.7;

/**
 * Whether one outcome was multiplied before any split: by copying rows, or by mixing neighbours (SMOTE and its kin),
 * which leaves fractions where others have whole numbers.
 *
 * @param hashes of the rows' features (see `hashRows`)
 */
export function judgeResampling(hashes: Float64Array, columns: readonly Cells[], labels: Uint8Array): LeakFinding[] {
  const findings: LeakFinding[] = [];
  const seen = new Map<number, number>();
  for (const hash of hashes) seen.set(hash, (seen.get(hash) ?? 0) + 1);
  const rows = [0, 0];
  const copies = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    const outcome = labels[row] as 0 | 1;
    rows[outcome] = (rows[outcome] as number) + 1;
    if ((seen.get(hashes[row] as number) as number) > 1) copies[outcome] = (copies[outcome] as number) + 1;
  }
  const shares = [0, 1].map((outcome) => (copies[outcome] as number) / Math.max(1, rows[outcome] as number)) as [
    number,
    number,
  ];
  for (const outcome of [1, 0] as const) {
    const share = shares[outcome];
    const other = shares[1 - outcome] as number;
    if (share < COPIED_SHARE || share < COPIED_RATIO * other) continue;
    const [word, otherWord] = outcome === 1 ? ['bads', 'goods'] : ['goods', 'bads'];
    findings.push({
      column: null,
      kind: 'resampled',
      severity: 'leak',
      evidence: `${percentText(share)} of ${word} are exact copies of another row, of ${otherWord} ${percentText(other)}: one outcome was multiplied before the split`,
      figures: { copiedShare: share, copiedShareOfOther: other },
      advice: 'Go back to the data before resampling; balance with weights, inside the training folds only.',
      inUse: true,
    });
  }
  findings.push(...mixedColumns(columns, labels));
  return findings;
}

function mixedColumns(columns: readonly Cells[], labels: Uint8Array): LeakFinding[] {
  const names: string[] = [];
  let lowest = 1;
  let mixedOutcome = 1;
  for (const { schema, values, coded } of columns) {
    if (coded || schema.kind !== 'numeric' || schema.role === 'target') continue;
    const whole = [0, 0];
    const filled = [0, 0];
    for (let row = 0; row < labels.length; row++) {
      const value = values[row] as number;
      if (Number.isNaN(value)) continue;
      const outcome = labels[row] as 0 | 1;
      filled[outcome] = (filled[outcome] as number) + 1;
      if (Number.isInteger(value)) whole[outcome] = (whole[outcome] as number) + 1;
    }
    if (Math.min(...filled) < 50) continue;
    const [good, bad] = [0, 1].map((outcome) => (whole[outcome] as number) / (filled[outcome] as number)) as [
      number,
      number,
    ];
    if (Math.max(good, bad) < WHOLE || Math.min(good, bad) > MIXED) continue;
    names.push(schema.name);
    lowest = Math.min(lowest, good, bad);
    mixedOutcome = bad < good ? 1 : 0;
  }
  if (names.length === 0) return [];
  const word = mixedOutcome === 1 ? 'bads' : 'goods';
  return [
    {
      column: names.length === 1 ? (names[0] as string) : null,
      kind: 'resampled',
      severity: 'leak',
      evidence: `in ${names.slice(0, 5).join(', ')} one outcome holds whole numbers only, while of the ${word} as few as ${percentText(lowest)} are whole: those rows look mixed from others (SMOTE)`,
      figures: { columns: names.length, lowestWholeShare: lowest },
      advice: 'Go back to the data before resampling; balance with weights, inside the training folds only.',
      inUse: true,
    },
  ];
}

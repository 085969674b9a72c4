import type { GovernanceEntry } from '@probity/scoring';

/** Kinds of the governance log that make up the life of a sealed test set. */
export const sealKinds = { sealed: 'test-set-sealed', opened: 'test-set-opened' } as const;

/** One time that a sealed test set was looked at. */
export interface SealOpening {
  readonly at: string;
  readonly by: string;
  /** Hash of the model that was measured on it, where the log says so. */
  readonly model: string | null;
}

/** A test set that was put aside, and every time that it was looked at since. */
export interface SealedTestSet {
  readonly dataset: string;
  readonly sealedAt: string;
  readonly sealedBy: string;
  readonly rows: number | null;
  /** Oldest first. */
  readonly openings: readonly SealOpening[];
}

/**
 * The sealed test sets that a governance log tells of, oldest first.
 *
 * A set sealed twice counts from its first sealing; an opening of a set that was never sealed is left out.
 * @param entries in any order
 */
export function readSeals(entries: readonly GovernanceEntry[]): readonly SealedTestSet[] {
  const ordered = [...entries].sort((a, b) => a.sequence - b.sequence);
  const seals = new Map<string, { seal: Omit<SealedTestSet, 'openings'>; openings: SealOpening[] }>();
  for (const { kind, actor, recordedAt, facts } of ordered) {
    const dataset = facts['dataset'];
    if (typeof dataset !== 'string') continue;
    const known = seals.get(dataset);
    if (kind === sealKinds.sealed && known === undefined) {
      const rows = typeof facts['rows'] === 'number' ? facts['rows'] : null;
      seals.set(dataset, { seal: { dataset, sealedAt: recordedAt, sealedBy: actor, rows }, openings: [] });
    } else if (kind === sealKinds.opened && known !== undefined) {
      const model = typeof facts['model'] === 'string' ? facts['model'] : null;
      known.openings.push({ at: recordedAt, by: actor, model });
    }
  }
  return [...seals.values()].map(({ seal, openings }) => ({ ...seal, openings }));
}

import { useCallback, useState } from 'react';
import type { CardEdits } from './edit-bins.js';

/** Edits with their past: one step for each thing a person did. */
export interface EditHistory {
  readonly edits: CardEdits;
  /** While something is being dragged: shown, but no step yet. */
  preview(edits: CardEdits | undefined): void;
  commit(edits: CardEdits): void;
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
}

interface Steps {
  readonly past: readonly CardEdits[];
  readonly now: CardEdits;
  readonly future: readonly CardEdits[];
}

/** @param onChange told after every step, e.g. to keep the address in step */
export function useEdits(first: CardEdits, onChange: (edits: CardEdits) => void): EditHistory {
  const [steps, setSteps] = useState<Steps>({ past: [], now: first, future: [] });
  const [shown, setShown] = useState<CardEdits>();
  const go = (next: Steps) => {
    setShown(undefined);
    setSteps(next);
    onChange(next.now);
  };
  const { past, now, future } = steps;
  const before = past.at(-1);
  const [after] = future;
  return {
    edits: shown ?? now,
    preview: useCallback((edits) => setShown(edits), []),
    commit: (edits) => {
      if (edits === now || JSON.stringify(edits) === JSON.stringify(now)) setShown(undefined);
      else go({ past: [...past, now], now: edits, future: [] });
    },
    undo:
      before === undefined ? undefined : () => go({ past: past.slice(0, -1), now: before, future: [now, ...future] }),
    redo: after === undefined ? undefined : () => go({ past: [...past, now], now: after, future: future.slice(1) }),
  };
}

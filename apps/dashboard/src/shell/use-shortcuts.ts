import { useEffect, useRef } from 'react';

export type Shortcuts = Readonly<Record<string, () => void>>;

const CHORD_MS = 1_200;

/**
 * Runs an action when its key is pressed: "j", "Enter", "?", or two keys in a row such as "g d".
 *
 * Keys typed into a field, on an open dialog or with Ctrl, Alt or Meta held are left alone; "mod+Enter" (Ctrl or ⌘) works everywhere.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    let first = '';
    let firstAt = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      const actions = latest.current;
      if (event.defaultPrevented || document.querySelector('[role="dialog"]') !== null) return;
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') return run(actions['mod+Enter'], event);
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const chord = event.timeStamp - firstAt < CHORD_MS ? actions[`${first} ${event.key}`] : undefined;
      first = event.key;
      firstAt = event.timeStamp;
      run(chord ?? actions[event.key], event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function run(action: (() => void) | undefined, event: KeyboardEvent): void {
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('input, select, textarea, [role="slider"]')) return true;
  // Enter on a link or button is theirs.
  return key === 'Enter' && target.matches('a, button, [role="button"]');
}

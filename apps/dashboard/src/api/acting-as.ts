import { useSyncExternalStore } from 'react';

const KEY = 'probity-actor';
const listeners = new Set<() => void>();

/** Who acts in this tab, as they say themselves; empty where nobody said. A token with a name says it by itself. */
export function readActor(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

export function keepActor(name: string): void {
  try {
    sessionStorage.setItem(KEY, name);
  } catch {
    // Without storage the name is asked for again; nothing is lost.
  }
  for (const listener of listeners) listener();
}

/** The name, kept up to date. */
export function useActor(): string {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, readActor);
}

/** The member that a request needs: left out where nobody said, so that a named token can speak for itself. */
export function actorField(name: string): { readonly actor?: string } {
  const trimmed = name.trim();
  return trimmed === '' ? {} : { actor: trimmed };
}

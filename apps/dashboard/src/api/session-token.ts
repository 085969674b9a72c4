const KEY = 'probity-token';
const listeners = new Set<() => void>();
let wanted = false;

/** The bearer token of this tab; forgotten when the tab closes. */
export function readToken(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keeps the token for this tab and closes the dialog. */
export function keepToken(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Without storage the token is asked for again; nothing is lost.
  }
  setWanted(false);
}

/** Called by the API client when the server answers 401: opens the dialog. */
export function askForToken(): void {
  setWanted(true);
}

export function isTokenWanted(): boolean {
  return wanted;
}

/** For `useSyncExternalStore`. */
export function onTokenWanted(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function setWanted(value: boolean): void {
  wanted = value;
  for (const listener of listeners) listener();
}

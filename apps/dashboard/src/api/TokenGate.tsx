import { lazy, Suspense, useSyncExternalStore } from 'react';
import { isTokenWanted, onTokenWanted } from './session-token.js';

// Most servers want no token; those who do pay for the dialog.
const TokenDialog = lazy(() => import('./TokenDialog.js').then((module) => ({ default: module.TokenDialog })));

/** Shows the token dialog while the server wants a token. */
export function TokenGate() {
  const isOpen = useSyncExternalStore(onTokenWanted, isTokenWanted);
  return isOpen ? (
    <Suspense>
      <TokenDialog />
    </Suspense>
  ) : null;
}

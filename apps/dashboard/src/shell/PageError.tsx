import { ErrorNotice } from './ErrorNotice.js';

/** A page that could not be shown. */
export function PageError({ error }: { readonly error: unknown }) {
  return (
    <div className="page">
      <ErrorNotice error={error} onRetry={() => window.location.reload()} />
    </div>
  );
}

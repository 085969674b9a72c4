/** Before the first decision: what will be here. */
export function EmptyResult({ isBusy }: { readonly isBusy: boolean }) {
  if (isBusy) return <div className="shimmer" style={{ height: 300 }} />;
  return (
    <div className="empty-result">
      <svg viewBox="0 0 220 96" aria-hidden="true">
        <path d="M8 84h204" className="empty-axis" />
        <rect x="18" y="52" width="26" height="14" rx="3" />
        <rect x="44" y="30" width="44" height="14" rx="3" className="empty-up" />
        <rect x="70" y="8" width="18" height="14" rx="3" className="empty-down" />
        <rect x="110" y="52" width="60" height="14" rx="3" className="empty-up" />
        <rect x="150" y="30" width="36" height="14" rx="3" className="empty-down" />
      </svg>
      <h2>The decision will be here</h2>
      <p>
        Fill in the form, or start from a typical applicant. Then see the score, the reasons in words, and how every
        factor moved it; and ask <em>what if</em>.
      </p>
    </div>
  );
}

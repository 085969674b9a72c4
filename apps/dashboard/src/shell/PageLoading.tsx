/** Grey shapes where a page is about to be. */
export function PageLoading() {
  return (
    <div className="page" aria-busy="true">
      <p className="visually-hidden" role="status">
        Loading
      </p>
      <div className="shimmer" style={{ height: 34, width: 'min(320px, 70%)' }} />
      <div className="shimmer" style={{ height: 220, marginTop: 24 }} />
      <div className="shimmer" style={{ height: 140, marginTop: 16 }} />
    </div>
  );
}

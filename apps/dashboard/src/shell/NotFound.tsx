import { Link } from '@tanstack/react-router';

/** An address that is none of ours. */
export function NotFound() {
  return (
    <div className="page empty-state">
      <h1>There is no page here</h1>
      <p>
        The address may be mistyped. <Link to="/">Assess an application</Link> or{' '}
        <Link to="/decisions">see the decisions</Link>.
      </p>
    </div>
  );
}

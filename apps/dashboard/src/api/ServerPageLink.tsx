import { type MouseEvent, type ReactNode, useState } from 'react';
import { fetchPage } from './api-client.js';
import { readToken } from './session-token.js';

interface ServerPageLinkProps {
  /** A path of the server that answers with a page. */
  readonly path: string;
  readonly children: ReactNode;
}

/** A link to a page that the server writes, in a tab of its own. A link cannot carry a token; with one, it is fetched. */
export function ServerPageLink({ path, children }: ServerPageLinkProps) {
  const [failure, setFailure] = useState('');
  const open = (event: MouseEvent) => {
    if (readToken() === null) return;
    event.preventDefault();
    setFailure('');
    fetchPage(path).then(
      (page) => window.open(URL.createObjectURL(page), '_blank'),
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <>
      <a href={path} target="_blank" rel="noreferrer" onClick={open}>
        {children}
      </a>
      {failure !== '' && <span role="alert"> {failure}</span>}
    </>
  );
}

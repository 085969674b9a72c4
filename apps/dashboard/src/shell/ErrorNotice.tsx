import { Button } from '@mantine/core';
import { ProbityError } from '@probity/domain';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiError } from '../api/api-error.js';

/** A refusal or failure in words: what happened, what to do, and the code to quote. */
export function ErrorNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { message, remedy, code, requestId } = describe(error);
  return (
    <div className="notice notice-bad" role="alert">
      <IconAlertTriangle size={20} stroke={1.7} aria-hidden="true" />
      <div>
        <p className="notice-title">{message}</p>
        {remedy !== '' && <p>{remedy}</p>}
        <p className="notice-code">
          {code}
          {requestId !== undefined && ` · request ${requestId}`}
        </p>
      </div>
      {onRetry !== undefined && (
        <Button variant="default" size="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function describe(error: unknown): { message: string; remedy: string; code: string; requestId?: string | undefined } {
  if (error instanceof ApiError || error instanceof ProbityError) {
    const requestId = error instanceof ApiError ? error.requestId : undefined;
    return { message: error.message, remedy: error.remedy, code: error.code, requestId };
  }
  return {
    message: 'Something on this page went wrong.',
    remedy: 'Reload the page; if it stays, report it with the text below.',
    code: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  };
}

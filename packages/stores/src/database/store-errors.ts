import { ProbityError } from '@probity/domain';

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, idle_in_transaction_session_timeout
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '25P03',
]);
/** What `pg` says without a code when a connection ends. */
const CONNECTION_MESSAGES =
  /Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Cannot use a pool after/;

/** Whether the server could not be reached or went away, so that trying again may help. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (CONNECTION_CODES.has(code) || code.startsWith('08'))) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionLoss);
  return CONNECTION_MESSAGES.test(error.message);
}

/** Any error of the database as one of the catalogue; the server's own words stay in `cause`. */
export function storeError(error: unknown, where: string): ProbityError {
  if (error instanceof ProbityError) return error;
  const code = (error as { code?: unknown } | undefined)?.code;
  const codeText = typeof code === 'string' ? ` (${code})` : '';
  // Lock waits that ran out (55P03) mean a busy or stuck writer elsewhere.
  if (isConnectionLoss(error) || code === '55P03') {
    return new ProbityError('STORE_UNAVAILABLE', `${where} does not answer${codeText}`, {}, { cause: error });
  }
  return new ProbityError('INTERNAL', `${where} refused a statement${codeText}`, {}, { cause: error });
}

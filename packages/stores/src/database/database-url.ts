import { ProbityError } from '@probity/domain';

/**
 * Reads a DATABASE_URL, and says where it leads without its password.
 * @throws CONFIG_INVALID without repeating the text, which may hold a password
 */
export function parseDatabaseUrl(text: string): { readonly connectionString: string; readonly where: string } {
  // libpq and `pg` allow an empty host (the socket's folder is then a parameter); URL does not.
  const complete = text.replace('@/', '@localhost/');
  const url = URL.canParse(complete) ? new URL(complete) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new ProbityError(
      'CONFIG_INVALID',
      '`DATABASE_URL` must be of the form postgres://user:password@host:5432/database',
      { field: 'DATABASE_URL' },
    );
  }
  const host = url.searchParams.get('host') || url.host || 'localhost';
  return { connectionString: text, where: `PostgreSQL at ${host}${url.pathname}` };
}

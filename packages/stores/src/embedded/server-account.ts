import { spawnSync } from 'node:child_process';
import { ProbityError } from '@probity/domain';

/** A program with its arguments, ready to be spawned. */
export interface Invocation {
  readonly file: string;
  readonly args: readonly string[];
}

const NAMESPACE = ['--user', '--map-user=1000', '--map-group=1000'];

/**
 * How to run PostgreSQL's programs from this account.
 *
 * They refuse to run as root. There they run in a user namespace that shows them another user id, while to the rest of
 * the system pid and files stay root's, so a workspace below a 0700 folder works.
 *
 * @throws EMBEDDED_POSTGRES_FAILED when we are root and user namespaces are not available
 */
export function invocationForAccount(): (program: string, args: readonly string[]) => Invocation {
  if (process.getuid?.() !== 0) return (file, args) => ({ file, args });
  const probe = spawnSync('unshare', [...NAMESPACE, 'true'], { stdio: 'ignore' });
  if (probe.status !== 0) {
    throw new ProbityError(
      'EMBEDDED_POSTGRES_FAILED',
      'PostgreSQL does not run as root, and `unshare --user` is not possible here; ' +
        'run Probity as another user, allow user namespaces, or set DATABASE_URL',
    );
  }
  return (program, args) => ({ file: 'unshare', args: [...NAMESPACE, program, ...args] });
}

import { type ColumnRole, type ColumnSchema, ProbityError } from '@probity/domain';
import type { IngestOptions } from '@probity/training';

/** Roles that the caller gave, by column name. */
export type StatedRoles = ReadonlyMap<string, ColumnRole>;

/**
 * Collects the roles in the options.
 * @throws COLUMN_MISSING when a named column is not there, INVALID_ARGUMENT when one column gets two roles
 */
export function collectRoles(options: IngestOptions, known: readonly string[]): StatedRoles {
  const roles = new Map<string, ColumnRole>();
  const give = (name: string | undefined, role: ColumnRole, optional = false): void => {
    if (name === undefined) return;
    if (!known.includes(name)) {
      if (optional) return;
      const some = known.slice(0, 20).join(', ');
      throw new ProbityError(
        'COLUMN_MISSING',
        `column "${name}" (${role}) is not in the data; there are: ${some}${known.length > 20 ? ', …' : ''}`,
        { field: name },
      );
    }
    const other = roles.get(name);
    if (other !== undefined && other !== role) {
      throw new ProbityError('INVALID_ARGUMENT', `column "${name}" cannot be both ${other} and ${role}`, {
        field: name,
      });
    }
    roles.set(name, role);
  };
  give(options.target, 'target', options.targetOptional === true);
  give(options.id, 'id');
  give(options.time, 'time');
  give(options.group, 'group');
  give(options.weight, 'weight');
  for (const name of options.protected ?? []) give(name, 'protected');
  for (const name of options.exclude ?? []) give(name, 'excluded');
  return roles;
}

/** Roles that one column at most may have: a stated one takes the place of the schema's. */
const SINGLE_ROLES: readonly ColumnRole[] = ['target', 'id', 'time', 'group', 'weight'];

/** A schema's columns with the caller's roles in place; who loses a single role is excluded, never learned from. */
export function overrideRoles(columns: readonly ColumnSchema[], roles: StatedRoles): readonly ColumnSchema[] {
  const given = new Set(roles.values());
  return columns.map((column) => {
    const role = roles.get(column.name);
    if (role !== undefined) return { ...column, role };
    const displaced = SINGLE_ROLES.includes(column.role) && given.has(column.role);
    return displaced ? { ...column, role: 'excluded' as const } : column;
  });
}

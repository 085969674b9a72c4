import { ProbityError } from '@probity/domain';

/** What a text such as "credit", "credit@3" or "credit@champion" asks for. */
export type WantedModel =
  | { readonly name: string; readonly by: 'default' }
  | { readonly name: string; readonly by: 'version'; readonly version: number }
  | { readonly name: string; readonly by: 'alias'; readonly alias: string };

const LONGEST_NAME = 100;

/**
 * Reads a model reference: a name, or a name with a version or an alias after "@".
 * @throws INVALID_ARGUMENT when it is none of these
 * @example parseModelReference('credit@3') // { name: 'credit', by: 'version', version: 3 }
 */
export function parseModelReference(reference: string): WantedModel {
  const at = reference.indexOf('@');
  const name = at < 0 ? reference : reference.slice(0, at);
  checkName(name, 'reference', 'find');
  if (at < 0) return { name, by: 'default' };
  const wanted = reference.slice(at + 1);
  if (/^\d+$/.test(wanted)) return { name, by: 'version', version: Number(wanted) };
  checkName(wanted, 'reference', 'find');
  return { name, by: 'alias', alias: wanted };
}

/** @throws INVALID_ARGUMENT unless it is 1 to 100 characters without "@", control characters or blank ends */
export function checkModelName(name: string): void {
  checkName(name, 'name', 'register');
}

/** @throws INVALID_ARGUMENT unless it is as a name, and no number (that would be a version) */
export function checkModelAlias(alias: string): void {
  checkName(alias, 'alias', 'setAlias');
  if (/^\d+$/.test(alias)) refuse('alias', 'setAlias', 'must not be a number, which would read as a version', alias);
}

function checkName(text: string, field: string, method: string): void {
  const isName =
    text.length > 0 && text.length <= LONGEST_NAME && text === text.trim() && !/[@\p{Cc}\p{Cs}]/u.test(text);
  if (!isName) refuse(field, method, `must name a model in 1 to ${LONGEST_NAME} characters without "@"`, text);
}

function refuse(field: string, method: string, rule: string, got: string): never {
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`${method}\` ${rule}; got ${JSON.stringify(got)}`, {
    field,
  });
}

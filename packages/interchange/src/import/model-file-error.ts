import { ProbityError } from '@probity/domain';

/** The refusal of a model file that is damaged, or not what it says it is. `field` is where, as a path into the file. */
export function damagedModelFile(field: string, rule: string, got?: unknown): ProbityError {
  const message = `\`${field}\` of the model file must ${rule}${got === undefined ? '' : `; got ${shown(got)}`}`;
  return new ProbityError('MODEL_FILE_INVALID', message, { field });
}

/** The refusal of a model file that is sound but says something that no model here can say. */
export function unsupportedModelFile(field: string, rule: string, got?: unknown): ProbityError {
  const message = `\`${field}\` of the model file must ${rule}${got === undefined ? '' : `; got ${shown(got)}`}`;
  return new ProbityError('MODEL_FILE_UNSUPPORTED', message, { field });
}

const LONGEST = 80;

/** What was found, cut to a readable length: the file may hold anything. */
function shown(got: unknown): string {
  if (typeof got === 'object' && got !== null) return Array.isArray(got) ? 'a list' : 'an object';
  const text = typeof got === 'string' ? JSON.stringify(got) : String(got);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

import { readFile } from 'node:fs/promises';
import { type ModelReference, ProbityError } from '@probity/domain';
import type { VariableEdit } from '@probity/learn';

/** What was done to a card by hand: the file that the dashboard writes and `--edits` reads. */
export interface ScorecardEdits {
  /** The card on which they were made. */
  readonly model?: ModelReference;
  readonly edits: Readonly<Record<string, VariableEdit>>;
}

const members = ['edges', 'groups', 'trend', 'exclude'];

/**
 * Reads edits: `{"edits": {"age": {"edges": [25, 40]}, "purpose": {"groups": [["car"], ["home", "other"]]}}}`, or the
 * inner object alone. What the edits say is checked when the card is fitted.
 *
 * @throws FILE_NOT_FOUND, INVALID_ARGUMENT
 */
export async function readEdits(file: string): Promise<ScorecardEdits> {
  const parsed = parse(file, await readText(file));
  const whole = typeof parsed['edits'] === 'object' && parsed['edits'] !== null;
  const edits = (whole ? parsed['edits'] : parsed) as Record<string, unknown>;
  for (const [name, edit] of Object.entries(edits)) {
    if (typeof edit !== 'object' || edit === null || Array.isArray(edit))
      throw invalid(file, `"${name}" must be an object`);
    const unknown = Object.keys(edit).find((member) => !members.includes(member));
    if (unknown !== undefined) throw invalid(file, `"${name}" may have ${members.join(', ')}; got "${unknown}"`);
  }
  const model = whole ? (parsed['model'] as ModelReference | undefined) : undefined;
  return { edits: edits as ScorecardEdits['edits'], ...(model === undefined ? {} : { model }) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ProbityError('FILE_NOT_FOUND', `there is no file "${file}"`, { field: '--edits' }, { cause });
  }
}

function parse(file: string, text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid(file, 'it must be JSON');
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  throw invalid(file, 'it must be an object by variable');
}

function invalid(file: string, rule: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `edits in "${file}": ${rule}`, { field: '--edits' });
}

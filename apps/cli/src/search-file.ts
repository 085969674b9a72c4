import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson, type JsonValue, ProbityError } from '@probity/domain';
import type { Trial } from '@probity/training';

/** Trials of a search on disk: a line that says which search it is, then a line for each trial. */
export interface SearchFile {
  readonly path: string;
  /** Trials that an earlier run recorded; none unless it is taken up again. */
  readonly recorded: readonly Trial[];
  record(trial: Trial): Promise<void>;
}

/**
 * Opens the file of a search in the workspace, so that one that was killed can go on.
 *
 * @param identity what makes it the same search: data, learner, seed, folds …; another identity has another file
 * @param resume false: begins anew
 * @throws FILE_UNREADABLE when the file to go on with is damaged beyond its last line
 */
export async function openSearchFile(
  workspace: string,
  name: string,
  identity: JsonValue,
  resume: boolean,
): Promise<SearchFile> {
  const path = join(workspace, 'searches', `${name}.jsonl`);
  const head = canonicalJson(identity);
  await mkdir(dirname(path), { recursive: true });
  const lines = resume ? await linesOf(path) : [];
  const isSame = lines[0] === head;
  const recorded = isSame ? readTrials(path, lines.slice(1)) : [];
  // Written anew: a half line at the end, where the earlier run was killed, must not stay.
  await writeFile(path, `${[head, ...recorded.map((trial) => JSON.stringify(trial))].join('\n')}\n`);
  return { path, recorded, record: (trial) => appendFile(path, `${JSON.stringify(trial)}\n`) };
}

async function linesOf(path: string): Promise<readonly string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readTrials(path: string, lines: readonly string[]): readonly Trial[] {
  return lines.flatMap((line, index) => {
    const trial = parse(line);
    if (isTrial(trial)) return [trial];
    // The line being written when the run was killed.
    if (index === lines.length - 1) return [];
    throw new ProbityError(
      'FILE_UNREADABLE',
      `line ${index + 2} of "${path}" is not a trial; remove the file to begin anew`,
    );
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isTrial(value: unknown): value is Trial {
  if (typeof value !== 'object' || value === null) return false;
  const { index, settings, aucs } = value as Record<string, unknown>;
  return Number.isInteger(index) && typeof settings === 'object' && typeof aucs === 'object' && aucs !== null;
}

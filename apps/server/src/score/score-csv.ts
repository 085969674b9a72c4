import type { Application, DatasetSchema } from '@probity/domain';
import { columnsWithRole, ProbityError } from '@probity/domain';
import { applicationsOf } from '@probity/scoring';
import { csvCell, readTables, type TablePiece } from '@probity/warehouse';
import type { RowResult, ScoreRows } from './score-rows.js';

const REASON_COLUMNS = ['reason_1', 'reason_2', 'reason_3', 'reason_4'] as const;

export interface ScoreCsvSettings {
  readonly schema: DatasetSchema;
  readonly explain: boolean;
  readonly record: boolean;
}

/**
 * Scores a CSV piece by piece into lines of a CSV: one for each row of the file, in its order, refused ones with why.
 *
 * Columns: line (in the file), the id column if the file has it, risk_score, risk_category, points, grade, decision,
 * reason_1 … reason_4 (with `explain`), decision_id (with `record`), error.
 *
 * @throws what `readTables` throws, before the first line for a file that is no table of this schema
 */
export async function* scoreCsv(file: string, settings: ScoreCsvSettings, score: ScoreRows): AsyncGenerator<string> {
  let head: string | undefined;
  for await (const piece of piecesOf(file, settings.schema)) {
    const id = idColumnOf(piece);
    const lines: string[] = [];
    if (head === undefined) {
      head = [...leadingNames(id), ...resultNames(settings)].map(csvCell).join(',');
      lines.push(head);
    }
    const refused = [...piece.refused];
    const applications = [...applicationsOf(piece.table, piece.schema)];
    let row = 0;
    for await (const result of score(applications)) {
      const line = piece.lines[row] ?? 0;
      while ((refused[0]?.line ?? Number.POSITIVE_INFINITY) < line) lines.push(refusedLine(refused, id, settings));
      const name = id === undefined ? [] : [String(applications[row]?.[id] ?? '')];
      lines.push([String(line), ...name, ...resultCells(result, settings)].map(csvCell).join(','));
      row += 1;
    }
    while (refused.length > 0) lines.push(refusedLine(refused, id, settings));
    yield `${lines.join('\r\n')}\r\n`;
  }
}

/** Reads pieces; an error names the request's body, not our file. */
async function* piecesOf(file: string, schema: DatasetSchema): AsyncGenerator<TablePiece> {
  try {
    yield* readTables(file, { schema });
  } catch (error) {
    if (!(error instanceof ProbityError)) throw error;
    const { file: _ours, ...details } = error.details;
    throw new ProbityError(error.code, error.message.replaceAll(`"${file}"`, 'the CSV'), details, { cause: error });
  }
}

/** The id column, where the file has it. */
function idColumnOf({ schema }: { readonly schema: DatasetSchema }): string | undefined {
  return columnsWithRole(schema, 'id')[0]?.name;
}

/** The caller's identifier in an application, if it holds one. */
export function subjectIn(schema: DatasetSchema): (application: Application) => string | undefined {
  const id = idColumnOf({ schema });
  return (application) => {
    const value = id === undefined ? null : (application[id] ?? null);
    return value === null || value === '' ? undefined : String(value).slice(0, 200);
  };
}

function leadingNames(id: string | undefined): readonly string[] {
  return id === undefined ? ['line'] : ['line', id];
}

function resultNames({ explain, record }: ScoreCsvSettings): readonly string[] {
  return [
    ...['risk_score', 'risk_category', 'points', 'grade', 'decision'],
    ...(explain ? REASON_COLUMNS : []),
    ...(record ? ['decision_id'] : []),
    'error',
  ];
}

function resultCells(result: RowResult, settings: ScoreCsvSettings): readonly string[] {
  if ('error' in result) return [...new Array(resultNames(settings).length - 1).fill(''), result.error.message];
  const { riskScore, riskCategory, points, grade, decision, reasons = [], decisionId = '' } = result;
  return [
    ...[String(riskScore), riskCategory, String(points), grade, decision],
    ...(settings.explain ? REASON_COLUMNS.map((_, index) => reasons[index] ?? '') : []),
    ...(settings.record ? [decisionId] : []),
    '',
  ];
}

function refusedLine(
  refused: { readonly line: number; readonly column: string; readonly rule: string }[],
  id: string | undefined,
  settings: ScoreCsvSettings,
): string {
  const { line = 0, column = '', rule = '' } = refused.shift() ?? {};
  const message = column === '' ? rule : `${column}: ${rule}`;
  const name = id === undefined ? [] : [''];
  const empty = new Array(resultNames(settings).length - 1).fill('');
  return [String(line), ...name, ...empty, message].map(csvCell).join(',');
}

import { ProbityError } from '@probity/domain';
import type { Model, ScorecardModel } from '@probity/learn';
import type { ScorecardExport } from './card/read-card.js';
import { printScorecardJavaScript } from './javascript/print-scorecard-javascript.js';
import { printScorecardPmml } from './pmml/print-scorecard-pmml.js';
import { printScorecardSql, type SqlExport } from './sql/print-scorecard-sql.js';
import { writeScorecardWorkbook } from './workbook/write-scorecard-workbook.js';

export type ExportFormat = 'sql' | 'pmml' | 'xlsx' | 'js';

export const exportFormats: readonly ExportFormat[] = ['sql', 'pmml', 'xlsx', 'js'];

/** A model in another language, as a file. */
export interface ExportedFile {
  readonly bytes: Uint8Array;
  readonly extension: string;
  readonly mediaType: string;
  /** False for workbooks, which no terminal should show. */
  readonly isText: boolean;
}

type SqlOptions = Pick<SqlExport, 'dialect' | 'table' | 'keep' | 'columns' | 'bins'>;

const files: Readonly<Record<ExportFormat, Omit<ExportedFile, 'bytes'>>> = {
  sql: { extension: 'sql', mediaType: 'application/sql; charset=utf-8', isText: true },
  pmml: { extension: 'pmml', mediaType: 'application/xml; charset=utf-8', isText: true },
  xlsx: {
    extension: 'xlsx',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    isText: false,
  },
  js: { extension: 'mjs', mediaType: 'text/javascript; charset=utf-8', isText: true },
};

/**
 * Writes a model in another language, as bytes of a file.
 *
 * @param sql used by the format sql only
 * @throws NOT_A_SCORECARD for a model of another kind, INVALID_ARGUMENT as the printers
 * @example (await exportModel(bundle.model, 'pmml', { calibration: bundle.calibration })).bytes
 */
export async function exportModel(
  model: Model,
  format: ExportFormat,
  options: ScorecardExport,
  sql: SqlOptions = { dialect: 'postgresql', table: 'applications' },
): Promise<ExportedFile> {
  const card = asScorecard(model);
  return { ...files[format], bytes: await write(card, format, options, sql) };
}

/** @throws NOT_A_SCORECARD saying what can be exported */
export function asScorecard(model: Model): ScorecardModel {
  if (model.kind === 'scorecard') return model as ScorecardModel;
  const message = `a ${model.kind} model has no bins and points: only scorecards can be shown as a card or exported as ${exportFormats.join(', ')}`;
  throw new ProbityError('NOT_A_SCORECARD', message, { kind: model.kind });
}

async function write(
  card: ScorecardModel,
  format: ExportFormat,
  options: ScorecardExport,
  sql: SqlOptions,
): Promise<Uint8Array> {
  switch (format) {
    case 'xlsx':
      return writeScorecardWorkbook(card, options);
    case 'sql':
      return encode(printScorecardSql(card, { ...options, ...sql }));
    case 'pmml':
      return encode(printScorecardPmml(card, options));
    case 'js':
      return encode(printScorecardJavaScript(card, options));
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

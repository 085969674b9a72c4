import { ProbityError } from '@probity/domain';
import type { Model, ScorecardModel } from '@probity/learn';
import type { ScorecardExport } from './card/read-card.js';
import { printScorecardJavaScript } from './javascript/print-scorecard-javascript.js';
import { printOnnx } from './onnx/print-onnx.js';
import type { OnnxPrecision } from './onnx/real-graph.js';
import { printScorecardPmml } from './pmml/print-scorecard-pmml.js';
import { printScorecardSql, type SqlExport } from './sql/print-scorecard-sql.js';
import { writeScorecardWorkbook } from './workbook/write-scorecard-workbook.js';
import { printXgboostJson } from './xgboost-json/print-xgboost-json.js';
import { printXgboostUbjson } from './xgboost-json/print-xgboost-ubjson.js';

/** Formats of cards: bins and points. */
const cardFormats = ['sql', 'pmml', 'xlsx', 'js'] as const;
/** Formats of models: their trees or sums. */
const modelFormats = ['onnx', 'xgboost-json', 'xgboost-ubj'] as const;

export type CardFormat = (typeof cardFormats)[number];
export type ModelFormat = (typeof modelFormats)[number];
export type ExportFormat = CardFormat | ModelFormat;

/** `sql`, `pmml`, `xlsx`, `js` take scorecards; `onnx` takes trees, logistic regressions, scorecards and blends; the others trees. */
export const exportFormats: readonly ExportFormat[] = [...cardFormats, ...modelFormats];

/** A model in another language, as a file. */
export interface ExportedFile {
  readonly bytes: Uint8Array;
  readonly extension: string;
  readonly mediaType: string;
  /** False for bytes that no terminal should show. */
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
  onnx: { extension: 'onnx', mediaType: 'application/octet-stream', isText: false },
  'xgboost-json': { extension: 'json', mediaType: 'application/json; charset=utf-8', isText: true },
  'xgboost-ubj': { extension: 'ubj', mediaType: 'application/ubjson', isText: false },
};

/** What an exported file may say beside the model; formats take what they can hold. */
export interface ExportOptions extends ScorecardExport {
  /** Of `onnx`: see `OnnxExport`. */
  readonly precision?: OnnxPrecision;
  /** Of `onnx`: where the model comes from, as words by key. */
  readonly provenance?: Readonly<Record<string, string>>;
}

/**
 * Writes a model in another language, as bytes of a file.
 *
 * @param sql used by the format sql only
 * @throws NOT_A_SCORECARD for a card format and a model of another kind, NOT_EXPORTABLE for a model that a model format cannot
 * hold, INVALID_ARGUMENT as the printers
 * @example (await exportModel(bundle.model, 'onnx', { calibration: bundle.calibration })).bytes
 */
export async function exportModel(
  model: Model,
  format: ExportFormat,
  options: ExportOptions,
  sql: SqlOptions = { dialect: 'postgresql', table: 'applications' },
): Promise<ExportedFile> {
  return { ...files[format], bytes: await write(model, format, options, sql) };
}

/** @throws NOT_A_SCORECARD saying what can be exported */
export function asScorecard(model: Model): ScorecardModel {
  if (model.kind === 'scorecard') return model as ScorecardModel;
  const message = `a ${model.kind} model has no bins and points: only scorecards can be shown as a card or exported as ${cardFormats.join(', ')}; ${modelFormats.join(', ')} take other models`;
  throw new ProbityError('NOT_A_SCORECARD', message, { kind: model.kind });
}

async function write(model: Model, format: ExportFormat, options: ExportOptions, sql: SqlOptions): Promise<Uint8Array> {
  switch (format) {
    case 'onnx':
      return printOnnx(model, options);
    case 'xgboost-json':
      return printXgboostJson(model);
    case 'xgboost-ubj':
      return printXgboostUbjson(model);
    case 'xlsx':
      return writeScorecardWorkbook(asScorecard(model), options);
    case 'sql':
      return encode(printScorecardSql(asScorecard(model), { ...options, ...sql }));
    case 'pmml':
      return encode(printScorecardPmml(asScorecard(model), options));
    case 'js':
      return encode(printScorecardJavaScript(asScorecard(model), options));
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

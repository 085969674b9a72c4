export { labelBin } from './card/label-bin.js';
export type { ScorecardExport } from './card/read-card.js';
export {
  asScorecard,
  type ExportedFile,
  type ExportFormat,
  type ExportOptions,
  exportFormats,
  exportModel,
} from './export-model.js';
export type { ImportedModel, ImportOptions, ModelFileFacts } from './import/foreign-model.js';
export { importLightgbm } from './import/import-lightgbm.js';
export { importModel } from './import/import-model.js';
export { importXgboost } from './import/import-xgboost.js';
export { readUbjson } from './import/read-ubjson.js';
export { printScorecardJavaScript } from './javascript/print-scorecard-javascript.js';
export { type OnnxExport, printOnnx } from './onnx/print-onnx.js';
export type { OnnxPrecision } from './onnx/real-graph.js';
export { printScorecardPmml } from './pmml/print-scorecard-pmml.js';
export { type ScorecardRows, sampleScorecardRows } from './rows/sample-scorecard-rows.js';
export { printScorecardSql, type SqlExport } from './sql/print-scorecard-sql.js';
export type { SqlDialectName } from './sql/sql-dialect.js';
export { type WorkbookExport, writeScorecardWorkbook } from './workbook/write-scorecard-workbook.js';
export { printXgboostJson } from './xgboost-json/print-xgboost-json.js';
export { printXgboostUbjson } from './xgboost-json/print-xgboost-ubjson.js';

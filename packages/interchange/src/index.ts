export { labelBin } from './card/label-bin.js';
export type { ScorecardExport } from './card/read-card.js';
export { asScorecard, type ExportedFile, type ExportFormat, exportFormats, exportModel } from './export-model.js';
export { printScorecardJavaScript } from './javascript/print-scorecard-javascript.js';
export { printScorecardPmml } from './pmml/print-scorecard-pmml.js';
export { type ScorecardRows, sampleScorecardRows } from './rows/sample-scorecard-rows.js';
export { printScorecardSql, type SqlExport } from './sql/print-scorecard-sql.js';
export type { SqlDialectName } from './sql/sql-dialect.js';
export { type WorkbookExport, writeScorecardWorkbook } from './workbook/write-scorecard-workbook.js';

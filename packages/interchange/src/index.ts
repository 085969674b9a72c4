export type { ScorecardExport } from './card/read-card.js';
export { printScorecardJavaScript } from './javascript/print-scorecard-javascript.js';
export { printScorecardPmml } from './pmml/print-scorecard-pmml.js';
export { printScorecardSql, type SqlExport } from './sql/print-scorecard-sql.js';
export type { SqlDialectName } from './sql/sql-dialect.js';
export { type WorkbookExport, writeScorecardWorkbook } from './workbook/write-scorecard-workbook.js';

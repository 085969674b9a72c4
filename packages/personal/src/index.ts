export { type Recommendation, recommend } from './advice/recommend.js';
export { type BalanceSource, type DailyBalance, dailyBalance } from './balance/daily-balance.js';
export { type BalanceProjection, type ProjectionSettings, projectBalance } from './balance/project-balance.js';
export {
  type CategorisedPayments,
  type CategoryRules,
  type CategorySource,
  categorisePayments,
  correctCategory,
} from './category/categorise-payments.js';
export { type Category, type CategoryKind, categories, categoryOf, categoryOfGiven } from './category/category.js';
export { categoryByWords } from './category/keyword-rules.js';
export { matchTransfers } from './category/match-transfers.js';
export { merchantKey } from './category/merchant-key.js';
export { fitWordModel, type LabelledPayment, type WordModel } from './category/word-model.js';
export {
  type BankColumns,
  type BankMapping,
  columnNames,
  delimiterWord,
  formatMapping,
  parseMapping,
  type StatedMapping,
} from './csv/bank-mapping.js';
export { type GuessedMapping, guessMapping } from './csv/guess-mapping.js';
export { readBankCsv } from './csv/read-bank-csv.js';
export { DelimitedParser } from './delimited/delimited-parser.js';
export { type DelimitedRecord, splitDelimited } from './delimited/split-delimited.js';
export { type BankFormat, detectFormat } from './import/detect-format.js';
export {
  type BankFile,
  type BankImport,
  emptyLedger,
  type ImportedFile,
  importBankFiles,
  type Ledger,
  UNNAMED_ACCOUNT,
} from './import/import-files.js';
export { readOfx } from './ofx/read-ofx.js';
export { addMonths, civilOf, dayOf, formatDay, formatMonth, monthOf } from './payment/calendar.js';
export { formatMoney } from './payment/format-money.js';
export { currencyDigits, type DecimalMark, parseMinorUnits } from './payment/parse-amount.js';
export { type DateOrder, parseDay } from './payment/parse-day.js';
export type { Payment, ReadPayment, ReadStatement, RejectedRow, StatedBalance } from './payment/payment.js';
export { guessQifNotation, readQif } from './qif/read-qif.js';
export { findRecurring, type Period, type RecurringPayment } from './recurring/find-recurring.js';
export { analysePersonal, type PersonalReport, type PersonalSettings } from './report/analyse-personal.js';
export { type BehaviourFeatures, measureBehaviour } from './report/behaviour-features.js';
export { type MonthPicture, picturesByMonth } from './report/monthly-picture.js';
export { type PersonalAnswer, personalAnswer, spendingByCategory } from './report/personal-answer.js';
export { balanceInputs, measureRiskInputs, type RiskInputName, type RiskInputs } from './risk/risk-inputs.js';
export {
  type PersonalRisk,
  type PersonalRiskCategory,
  RISK_CUTS,
  type RiskContribution,
  riskCategoryOf,
  scoreRisk,
} from './risk/score-risk.js';
export { readCamt } from './swift/read-camt.js';
export { readMt940 } from './swift/read-mt940.js';
export { decodeText, type TextEncoding } from './text/decode-text.js';

export { type CompanyWorldSettings, companyWorldColumns, simulateCompanies } from './companies/simulate-companies.js';
export { toCsv } from './csv/to-csv.js';
export {
  type Household,
  type HouseholdAccount,
  type HouseholdPayment,
  type HouseholdSettings,
  simulateHousehold,
} from './households/simulate-household.js';
export { type BankDialect, bankDialects, writeBankCsv, writeOfx, writeQif } from './households/write-bank-file.js';
export type { CustomerTable } from './transactions/draw-customers.js';
export type { MerchantTable } from './transactions/draw-merchants.js';
export { type City, cities, homeCities } from './transactions/place/city.js';
export { simulateTransactions, type TransactionWorld } from './transactions/simulate-transactions.js';
export {
  receiverName,
  type TransactionEvent,
  type TransactionEventColumns,
  transactionColumns,
  transactionEvent,
} from './transactions/to-events.js';
export {
  customerHead,
  customerLines,
  customerTruthHead,
  customerTruthLines,
  transactionHead,
  transactionLines,
  truthHead,
  truthLines,
} from './transactions/to-lines.js';
export type { TransactionBatch } from './transactions/transaction-batch.js';
export type { TransactionWorldSettings } from './transactions/transaction-world-settings.js';
export {
  type ArrivalKind,
  arrivalKinds,
  type BenignLookAlike,
  benignLookAlikes,
  type CustomerSegment,
  customerSegments,
  type FraudTypology,
  fraudTypologies,
  type TransactionCategory,
  type TransactionChannel,
  transactionCategories,
  transactionChannels,
} from './transactions/vocabulary.js';
export { worldNames } from './transactions/world-names.js';
export { loanApplicationSchema } from './world/loan-application-schema.js';
export {
  type LoanWorld,
  type LoanWorldSettings,
  simulateLoanApplications,
} from './world/simulate-loan-applications.js';

export { toCsv } from './csv/to-csv.js';
export { loanApplicationSchema } from './world/loan-application-schema.js';
export {
  type LoanWorld,
  type LoanWorldSettings,
  simulateLoanApplications,
} from './world/simulate-loan-applications.js';

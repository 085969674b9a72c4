export { AssessRequest } from './assess/assess-request.js';
export { AssessResponse, assessResponse } from './assess/assess-response.js';
export { type CompanyFindings, CompanyRequest, CompanyResponse, companyResponse } from './company/companies.js';
export {
  CounterfactualsQuery,
  CounterfactualsRequest,
  CounterfactualsResponse,
} from './counterfactual/counterfactuals.js';
export {
  CustomerInput,
  CustomersQuery,
  CustomersRequest,
  CustomersResponse,
  MOST_CUSTOMERS,
  SegmentsResponse,
} from './customer/customers.js';
export { ColumnProfile, DatasetProfileResponse, LeakFinding } from './dataset/dataset-profile.js';
export {
  DatasetParameters,
  DatasetQualityResponse,
  DatasetRowsQuery,
  DatasetRowsResponse,
  DatasetsResponse,
} from './dataset/datasets.js';
export { DecisionResponse, decisionResponse } from './decision/decision-response.js';
export { DecisionsQuery, DecisionsResponse } from './decision/decisions-response.js';
export { ErrorResponse, errorBody } from './error/error-response.js';
export { type ExitCode, exitCodeOf } from './error/exit-code.js';
export { httpStatusOf } from './error/http-status.js';
export { HealthResponse, ReadyResponse } from './health/health-response.js';
export { FormResponse, ModelParameters } from './model/form-response.js';
export { ModelsResponse } from './model/models-response.js';
export { NoticeQuery, NoticeResponse } from './notice/notice.js';
export { MOST_BANK_FILES, PersonalRequest, PersonalResponse } from './personal/personal.js';
export {
  BackTestRequest,
  BackTestResponse,
  LivePolicyResponse,
  MOST_HISTORY_ROWS,
  NewPolicyRequest,
  PoliciesQuery,
  PoliciesResponse,
  PolicyStepRequest,
  RollBackRequest,
  StoredPolicyResponse,
} from './policy/policies.js';
export { ReportResponse, ReportsQuery, ReportsResponse } from './report/reports.js';
export {
  NextReviewResponse,
  ReviewActorRequest,
  ReviewCaseResponse,
  ReviewsQuery,
  ReviewsResponse,
  VerdictRequest,
} from './review/reviews.js';
export { MOST_APPLICATIONS, ScoreQuery, ScoreRequest } from './score/score-request.js';
export { ScoreResponse, type ScoreResponseRow } from './score/score-response.js';
export {
  ExportQuery,
  exportFormats,
  ScorecardResponse,
  ScorecardRowsResponse,
} from './scorecard/scorecard-response.js';
export {
  FeaturesResponse,
  MOST_TRANSACTIONS,
  SourceQuery,
  Transaction,
  TransactionAnswer,
  TransactionDetailResponse,
  TransactionItem,
  TransactionLabelRequest,
  TransactionLabelResponse,
  TransactionListResponse,
  TransactionResponse,
  TransactionStreamQuery,
  TransactionSummaryResponse,
  TransactionsQuery,
  TransactionsRequest,
  TransactionsResponse,
} from './transaction/transactions.js';

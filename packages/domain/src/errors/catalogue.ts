/**
 * Every error code Probity can raise, in one place: what kind of trouble it is and what the reader can do.
 *
 * `kind` decides the HTTP status and the CLI exit code, so a new code needs no new mapping.
 * Retired codes are never reused. `checks/` holds this list against `docs/reference/errors.md` and against its uses.
 */
export const errorCatalogue = {
  // Wrong use: the call itself is off.
  INVALID_ARGUMENT: { kind: 'wrong-use', remedy: 'Correct the named argument and call again.' },
  UNKNOWN_COMMAND: { kind: 'wrong-use', remedy: 'Run `probity --help` for the commands there are.' },
  UNKNOWN_OPTION: { kind: 'wrong-use', remedy: 'Run the command with --help for its options.' },
  CONFIG_INVALID: { kind: 'wrong-use', remedy: 'Correct the named setting in the configuration file.' },
  TOKEN_REQUIRED: {
    kind: 'wrong-use',
    remedy: 'Set PROBITY_TOKEN before serving on a host other than loopback.',
  },
  // Data refused: the file, table or application does not hold what it must.
  FILE_NOT_FOUND: { kind: 'data-refused', remedy: 'Check the path of the file.' },
  FILE_UNREADABLE: {
    kind: 'data-refused',
    remedy:
      'Give delimited text, JSON lines or ARFF (UTF-8, UTF-16 or Latin-1; optionally gzip-compressed), or Parquet.',
  },
  FILE_EMPTY: { kind: 'data-refused', remedy: 'Give a file with at least one row of data.' },
  DIALECT_UNCLEAR: {
    kind: 'data-refused',
    remedy: 'State the dialect: --delimiter, --header, --encoding, --decimal, --dates.',
  },
  SOURCE_INVALID: { kind: 'data-refused', remedy: 'Correct the named entry of the source file, or set its variable.' },
  EXPECTATION_FAILED: {
    kind: 'data-refused',
    remedy: 'Look at the data that broke the expectation; `probity quality` shows its history.',
  },
  MESSAGE_UNREADABLE: {
    kind: 'data-refused',
    remedy: 'Have it sent as one JSON object in UTF-8, under 1 MiB; the quarantine holds what came.',
  },
  COLUMN_MISSING: { kind: 'data-refused', remedy: 'Add the column, or correct its name in the schema.' },
  COLUMN_DUPLICATED: { kind: 'data-refused', remedy: 'Give every column a name of its own.' },
  SCHEMA_INVALID: { kind: 'data-refused', remedy: 'Correct the named entry of the schema file.' },
  TARGET_INVALID: {
    kind: 'data-refused',
    remedy: 'The target must hold two values; name the bad one with --bad.',
  },
  TOO_FEW_ROWS: {
    kind: 'data-refused',
    remedy: 'Give more rows, or fewer folds: every fold needs both outcomes.',
  },
  SHAPE_MISMATCH: { kind: 'data-refused', remedy: 'Give arrays of matching lengths.' },
  BANK_FILE_INVALID: {
    kind: 'data-refused',
    remedy: 'Give an export of your bank as text: CSV, OFX or QFX, QIF, CAMT.053 or MT940.',
  },
  BANK_MAPPING_UNCLEAR: {
    kind: 'data-refused',
    remedy: 'Say which column holds what: --map date=…,amount=…,text=…; docs/guides/personal.md lists all of it.',
  },
  BANK_ROW_INVALID: { kind: 'data-refused', remedy: 'Correct the named line of the bank file, and import it again.' },
  UNKNOWN_FIELD: { kind: 'data-refused', remedy: 'Remove the field, or correct its name.' },
  MISSING_FIELD: { kind: 'data-refused', remedy: 'Add the field; send null where the value is not known.' },
  WRONG_TYPE: { kind: 'data-refused', remedy: 'Send the field with the type its schema names.' },
  VALUE_OUT_OF_RANGE: { kind: 'data-refused', remedy: 'Send a value inside the range the schema states.' },
  BUNDLE_INVALID: { kind: 'data-refused', remedy: 'Use a bundle written by Probity, or train again.' },
  NOT_A_SCORECARD: {
    kind: 'data-refused',
    remedy: 'Name a scorecard (`probity models` shows learners), or train one with `probity scorecard`.',
  },
  NOT_EXPORTABLE: {
    kind: 'data-refused',
    remedy: 'Choose another format: the message says why this one cannot hold the model.',
  },
  BUNDLE_TAMPERED: {
    kind: 'data-refused',
    remedy: 'Do not use this bundle: its bytes are not those that were hashed. Restore it from the registry.',
  },
  FEATURES_INVALID: { kind: 'data-refused', remedy: 'Correct the named entry of the feature set.' },
  TOO_LATE: {
    kind: 'data-refused',
    remedy:
      'Send events within the `lateness` of the feature set, or raise it. To play the past on a server, start it with --transactions-clock event. The event was not taken in.',
  },
  BUNDLE_ENCRYPTED: {
    kind: 'data-refused',
    remedy: 'Set PROBITY_BUNDLE_KEY to the key that the bundle was encrypted with.',
  },
  BUNDLE_KEY_INVALID: {
    kind: 'data-refused',
    remedy: 'Give the key the bundle was encrypted with: base64 of 32 bytes, as `openssl rand -base64 32` prints.',
  },
  MODEL_FILE_INVALID: {
    kind: 'data-refused',
    remedy: 'Save the model again with the library that made it: as JSON or UBJSON (XGBoost) or as text (LightGBM).',
  },
  MODEL_FILE_UNSUPPORTED: {
    kind: 'data-refused',
    remedy: 'Train the model in a form that docs/methods/model-import.md lists, or train it with Probity.',
  },
  BUNDLE_VERSION: { kind: 'data-refused', remedy: 'Use the Probity version that wrote the bundle, or train again.' },
  // Not found, conflicts, limits.
  MODEL_NOT_FOUND: { kind: 'not-found', remedy: 'Run `probity models` for the models there are.' },
  DECISION_NOT_FOUND: { kind: 'not-found', remedy: 'Run `probity decisions` for the decisions there are.' },
  DECISION_ERASED: { kind: 'not-found', remedy: 'The person was erased; only the entry in the audit chain remains.' },
  REPORT_NOT_FOUND: { kind: 'not-found', remedy: 'Ask for the list of reports: GET /v1/reports.' },
  POLICY_NOT_FOUND: { kind: 'not-found', remedy: 'Run `probity policy list` for the policies there are.' },
  REVIEW_NOT_FOUND: { kind: 'not-found', remedy: 'Only referred applications are cases: GET /v1/reviews lists them.' },
  POLICY_STATE: {
    kind: 'conflict',
    remedy: 'Look at the state of the policy: draft, proposed, approved, live; each step has the one before it.',
  },
  FOUR_EYES: { kind: 'conflict', remedy: 'Have the policy approved by a person who neither wrote nor proposed it.' },
  REVIEW_TAKEN: { kind: 'conflict', remedy: 'Take another case, or wait until the claim of the other person ends.' },
  TRANSACTION_NOT_FOUND: { kind: 'not-found', remedy: 'GET /v1/transactions lists the transactions there are.' },
  DATASET_NOT_FOUND: { kind: 'not-found', remedy: 'GET /v1/datasets lists the data sets of this workspace.' },
  PROFILE_NOT_FOUND: { kind: 'not-found', remedy: 'Run `probity profile` on the file, in the same workspace.' },
  ROUTE_NOT_FOUND: { kind: 'not-found', remedy: 'See /docs for the routes there are.' },
  METHOD_NOT_ALLOWED: { kind: 'wrong-method', remedy: 'See /docs for the methods of this route.' },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'conflict',
    remedy: 'Use a new Idempotency-Key: this one was used for another request.',
  },
  UNAUTHORIZED: { kind: 'unauthorized', remedy: 'Send `Authorization: Bearer <token>`.' },
  BODY_TOO_LARGE: { kind: 'too-large', remedy: 'Send a smaller body; for many rows use `probity score`.' },
  BODY_INVALID: { kind: 'malformed', remedy: 'Send a JSON object as application/json.' },
  REQUEST_INVALID: {
    kind: 'malformed',
    remedy: 'Send well-formed HTTP: escaped URLs, headers under 16 KB, the whole request within 30 seconds.',
  },
  RATE_LIMITED: { kind: 'rate-limited', remedy: 'Wait for the time in Retry-After, then send again.' },
  // Failure: nothing the caller did.
  CANCELLED: { kind: 'failure', remedy: 'Run the command again; nothing was half-written.' },
  OUTPUT_EXISTS: { kind: 'wrong-use', remedy: 'Choose another output, or remove the one that is there.' },
  SOURCE_UNAVAILABLE: {
    kind: 'unavailable',
    remedy: 'Check that the source can be reached and its credentials are right, then run again: pages read are kept.',
  },
  STORE_UNAVAILABLE: { kind: 'unavailable', remedy: 'Check that PostgreSQL is reachable, then try again.' },
  MODEL_UNAVAILABLE: {
    kind: 'unavailable',
    remedy: 'Train a model with `probity train`, or restore the one that is named; the log holds the cause.',
  },
  OVERLOADED: {
    kind: 'unavailable',
    remedy: 'Wait for the time in Retry-After, then send again; nothing was taken in.',
  },
  PORT_UNAVAILABLE: {
    kind: 'failure',
    remedy: 'Choose another port with --port, or stop the program that uses this one.',
  },
  EMBEDDED_POSTGRES_FAILED: {
    kind: 'failure',
    remedy: 'Read the server log in the workspace, or set DATABASE_URL to a PostgreSQL of your own.',
  },
  KEY_MISSING: { kind: 'failure', remedy: 'Restore the master key of the workspace, or set PROBITY_KEY.' },
  AUDIT_BROKEN: { kind: 'failure', remedy: 'Treat the log as evidence of tampering: keep it, and restore a backup.' },
  INTERNAL: { kind: 'failure', remedy: 'Report it with the request id; the log holds the cause.' },
} as const satisfies Record<string, { readonly kind: ErrorKind; readonly remedy: string }>;

export type ErrorKind =
  | 'wrong-use'
  | 'data-refused'
  | 'malformed'
  | 'not-found'
  | 'wrong-method'
  | 'conflict'
  | 'unauthorized'
  | 'too-large'
  | 'rate-limited'
  | 'unavailable'
  | 'failure';

export type ErrorCode = keyof typeof errorCatalogue;

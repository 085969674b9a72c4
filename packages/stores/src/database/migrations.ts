import { type Kysely, type Migration, sql } from 'kysely';

/** All migrations, by name, in order. A released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-audit-chain-and-registry': {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const statement of [...chainTables, ...decisionTables, ...registryTables, ...appendOnlyGuard]) {
        await sql.raw(statement).execute(db);
      }
    },
  },
  '0002-reports-and-governance': {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const statement of reportTables) await sql.raw(statement).execute(db);
    },
  },
  '0003-policies-and-reviews': {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const statement of [...policyTables, ...reviewTables]) await sql.raw(statement).execute(db);
    },
  },
  '0004-transactions': {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const statement of eventTables) await sql.raw(statement).execute(db);
    },
  },
};

const chainTables = [
  `CREATE TABLE probity.audit_entry (
     sequence bigint PRIMARY KEY,
     kind text NOT NULL,
     recorded_at text NOT NULL,
     body text NOT NULL,
     payload_digest bytea NOT NULL,
     previous_hash bytea NOT NULL,
     hash bytea NOT NULL)`,
  `CREATE INDEX audit_entry_decisions ON probity.audit_entry (sequence) WHERE kind = 'decision'`,
  `CREATE TABLE probity.audit_payload (sequence bigint PRIMARY KEY, envelope bytea NOT NULL)`,
  // Ciphertext does not compress; trying would only cost time.
  `ALTER TABLE probity.audit_payload ALTER COLUMN envelope SET STORAGE EXTERNAL`,
  `CREATE TABLE probity.audit_head (
     id smallint PRIMARY KEY CHECK (id = 1),
     sequence bigint NOT NULL,
     hash bytea NOT NULL,
     key_id text NOT NULL,
     mac bytea NOT NULL)`,
  `CREATE TABLE probity.subject_key (
     key_id bytea PRIMARY KEY,
     subject_hash bytea NOT NULL UNIQUE,
     first_sequence bigint NOT NULL UNIQUE,
     wrapped_key bytea NOT NULL)`,
  `CREATE TABLE probity.erased_key (key_id bytea PRIMARY KEY, sequence bigint NOT NULL UNIQUE)`,
];

const decisionTables = [
  `CREATE TABLE probity.decision_index (
     decision_id text PRIMARY KEY,
     sequence bigint NOT NULL UNIQUE,
     key_id bytea NOT NULL)`,
  `CREATE INDEX decision_index_key ON probity.decision_index (key_id)`,
  `CREATE TABLE probity.idempotency (
     key_hash bytea PRIMARY KEY,
     request_hash bytea NOT NULL,
     sequence bigint NOT NULL UNIQUE)`,
];

const registryTables = [
  `CREATE TABLE probity.model_version (
     name text NOT NULL,
     version integer NOT NULL,
     hash text NOT NULL,
     sequence bigint NOT NULL UNIQUE,
     PRIMARY KEY (name, version),
     UNIQUE (name, hash))`,
  `CREATE INDEX model_version_hash ON probity.model_version (hash)`,
  `CREATE TABLE probity.model_alias (
     name text NOT NULL,
     alias text NOT NULL,
     version integer NOT NULL,
     sequence bigint NOT NULL UNIQUE,
     PRIMARY KEY (name, alias))`,
  `CREATE TABLE probity.model_bundle (digest bytea PRIMARY KEY, bytes bytea NOT NULL)`,
  `ALTER TABLE probity.model_bundle ALTER COLUMN bytes SET STORAGE EXTERNAL`,
];

const reportTables = [
  `CREATE TABLE probity.report (
     sequence bigint PRIMARY KEY,
     kind text NOT NULL,
     subject text NOT NULL,
     content bytea NOT NULL)`,
  `CREATE INDEX report_subject ON probity.report (kind, subject, sequence)`,
  // What people did is rare among decisions: found without walking them.
  `CREATE INDEX audit_entry_kinds ON probity.audit_entry (kind, sequence) WHERE kind <> 'decision'`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON probity.report
     FOR EACH STATEMENT EXECUTE FUNCTION probity.refuse_change()`,
];

const policyTables = [
  `CREATE TABLE probity.policy_event (
     sequence bigint PRIMARY KEY,
     kind text NOT NULL,
     policy_id text NOT NULL,
     model text NOT NULL)`,
  `CREATE INDEX policy_event_model ON probity.policy_event (model, sequence)`,
  `CREATE INDEX policy_event_policy ON probity.policy_event (policy_id)`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON probity.policy_event
     FOR EACH STATEMENT EXECUTE FUNCTION probity.refuse_change()`,
];

const reviewTables = [
  `CREATE TABLE probity.review_case (
     decision_id text PRIMARY KEY,
     sequence bigint NOT NULL UNIQUE,
     stake double precision NOT NULL,
     decided_sequence bigint UNIQUE,
     claimed_person text,
     claimed_name text,
     claimed_by text,
     claimed_at timestamptz,
     claimed_until timestamptz)`,
  `CREATE INDEX review_case_waiting ON probity.review_case (sequence) WHERE decided_sequence IS NULL`,
  // A body is canonical JSON, so the outcome is its first member, and stands between the third pair of quotes.
  `CREATE INDEX audit_entry_outcomes ON probity.audit_entry (split_part(body, '"', 4), sequence)
     WHERE kind = 'decision'`,
  `INSERT INTO probity.review_case (decision_id, sequence, stake)
     SELECT i.decision_id, e.sequence, 0 FROM probity.audit_entry e
     JOIN probity.decision_index i ON i.sequence = e.sequence
     WHERE e.kind = 'decision' AND split_part(e.body, '"', 4) = 'refer'`,
];

const eventTables = [
  // kind: 0 event, 1 correction, 2 amendment; answer: 0 allow, 1 review, 2 block, null for what is no event.
  `CREATE TABLE probity.event (
     sequence bigint PRIMARY KEY,
     kind smallint NOT NULL,
     source text NOT NULL,
     id text NOT NULL,
     known_at bigint NOT NULL,
     answer smallint,
     key_id bytea NOT NULL,
     entities bigint[] NOT NULL,
     envelope bytea NOT NULL)`,
  `ALTER TABLE probity.event ALTER COLUMN envelope SET STORAGE EXTERNAL`,
  `CREATE UNIQUE INDEX event_id ON probity.event (source, id) WHERE kind = 0`,
  `CREATE INDEX event_later ON probity.event (source, id) WHERE kind <> 0`,
  `CREATE INDEX event_person ON probity.event (key_id, sequence)`,
  `CREATE INDEX event_answer ON probity.event (answer, sequence) WHERE answer > 0`,
  `CREATE INDEX event_known ON probity.event USING brin (known_at)`,
  // Entities are a help for finding, beside what is chained: erasing a person empties them.
  `CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE OR UPDATE OF
     sequence, kind, source, id, known_at, answer, key_id, envelope ON probity.event
     FOR EACH STATEMENT EXECUTE FUNCTION probity.refuse_change()`,
  `CREATE TABLE probity.event_key (
     key_id bytea PRIMARY KEY,
     subject_hash bytea NOT NULL UNIQUE,
     first_event bigint NOT NULL,
     wrapped_key bytea NOT NULL)`,
  `CREATE TABLE probity.event_quarantine (
     number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     received_at text NOT NULL,
     code text NOT NULL,
     reason text NOT NULL,
     field text,
     subject_hash bytea,
     envelope bytea NOT NULL)`,
  `CREATE INDEX event_quarantine_person ON probity.event_quarantine (subject_hash) WHERE subject_hash IS NOT NULL`,
  `CREATE TABLE probity.feature_state (
     number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     sequence bigint NOT NULL,
     feature_set text NOT NULL,
     envelope bytea NOT NULL)`,
  `ALTER TABLE probity.feature_state ALTER COLUMN envelope SET STORAGE EXTERNAL`,
  // Groups of transactions are many; what people did stays found without walking them.
  `DROP INDEX probity.audit_entry_kinds`,
  `CREATE INDEX audit_entry_kinds ON probity.audit_entry (kind, sequence)
     WHERE kind <> 'decision' AND kind <> 'transactions-recorded'`,
];

/** Against accidents; who means harm can drop a trigger, and is found by `verify`. */
const appendOnlyGuard = [
  `CREATE FUNCTION probity.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'the audit chain is append-only: % of % is refused', TG_OP, TG_TABLE_NAME;
   END $$`,
  ...['audit_entry', 'audit_payload'].map(
    (table) => `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON probity.${table}
     FOR EACH STATEMENT EXECUTE FUNCTION probity.refuse_change()`,
  ),
];

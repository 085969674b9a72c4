/** The tables of schema `probity`; docs/methods/audit-chain.md says what each holds. `bigint` comes as text. */
export interface StoresDatabase {
  'probity.audit_entry': {
    sequence: string;
    kind: string;
    recorded_at: string;
    body: string;
    payload_digest: Buffer;
    previous_hash: Buffer;
    hash: Buffer;
  };
  'probity.audit_payload': { sequence: string; envelope: Buffer };
  'probity.audit_head': { id: number; sequence: string; hash: Buffer; key_id: string; mac: Buffer };
  'probity.subject_key': { key_id: Buffer; subject_hash: Buffer; first_sequence: string; wrapped_key: Buffer };
  'probity.erased_key': { key_id: Buffer; sequence: string };
  'probity.decision_index': { decision_id: string; sequence: string; key_id: Buffer };
  'probity.idempotency': { key_hash: Buffer; request_hash: Buffer; sequence: string };
  'probity.model_version': { name: string; version: number; hash: string; sequence: string };
  'probity.model_alias': { name: string; alias: string; version: number; sequence: string };
  'probity.report': { sequence: string; kind: string; subject: string; content: Buffer };
  'probity.policy_event': { sequence: string; kind: string; policy_id: string; model: string };
  'probity.review_case': {
    decision_id: string;
    sequence: string;
    stake: number;
    decided_sequence: string | null;
    claimed_person: string | null;
    claimed_name: string | null;
    claimed_by: string | null;
    claimed_at: Date | null;
    claimed_until: Date | null;
  };
  'probity.event': {
    sequence: string;
    kind: number;
    source: string;
    id: string;
    known_at: string;
    answer: number | null;
    key_id: Buffer;
    entities: string[];
    envelope: Buffer;
  };
  'probity.event_key': { key_id: Buffer; subject_hash: Buffer; first_event: string; wrapped_key: Buffer };
  'probity.model_bundle': { digest: Buffer; bytes: Buffer };
}

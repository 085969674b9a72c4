import type { JsonValue, ModelHash } from '@probity/domain';
import {
  createPolicyStore,
  type LivePolicy,
  type PolicyEntry,
  type PolicyEntryBody,
  type PolicyEventKind,
  type PolicyStore,
} from '@probity/scoring';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { type ChainContext, withOpenChain } from '../audit/open-chain.js';
import { brokenEntry, type EntryRow, readBody } from '../audit/read-entry.js';
import type { StoresDatabase } from '../database/tables.js';

/** The policy store on PostgreSQL: its entries are the audit chain's, found by an index beside it. */
export function createPostgresPolicyStore(context: ChainContext): PolicyStore {
  const { database } = context;
  const store = createPolicyStore({
    read: (model) => database.retrying(() => readEntries(database.db, sql`p.model = ${model}`)),

    async models() {
      const { rows } = await database.retrying(() =>
        sql<{ model: string }>`SELECT DISTINCT model FROM probity.policy_event`.execute(database.db),
      );
      return rows.map(({ model }) => model);
    },

    async modelOf(policyId) {
      if (!/^[!-~]+$/.test(policyId)) return undefined;
      const { rows } = await database.retrying(() =>
        sql<{ model: string }>`SELECT model FROM probity.policy_event WHERE policy_id = ${policyId} LIMIT 1`.execute(
          database.db,
        ),
      );
      return rows[0]?.model;
    },

    extend: (model, decide) =>
      withOpenChain(context, async ({ transaction, add, recordedAt }) => {
        const entries = await readEntries(transaction, sql`p.model = ${model}`);
        const step = decide(entries);
        if (step === undefined) return entries;
        const { kind, body } = step;
        const sequence = add(kind, body as unknown as JsonValue);
        await sql`
          INSERT INTO probity.policy_event (sequence, kind, policy_id, model)
          VALUES (${sequence}, ${kind}, ${body.facts.policyId}, ${model})`.execute(transaction);
        return [...entries, { sequence, recordedAt, kind, body }];
      }),
  });
  return { ...store, live: (model) => database.retrying(() => readLive(database.db, model)) };
}

type Reader = Transaction<StoresDatabase> | ChainContext['database']['db'];

interface PolicyRow extends EntryRow {
  readonly policy_kind: string;
  readonly policy_id: string;
  readonly policy_model: string;
}

/** @throws AUDIT_BROKEN where an entry is not as it was written, or the index beside the chain disagrees with it */
async function readEntries(reader: Reader, where: RawBuilder<unknown>): Promise<readonly PolicyEntry[]> {
  const { rows } = await sql<PolicyRow>`
    SELECT e.*, p.kind AS policy_kind, p.policy_id, p.model AS policy_model FROM probity.policy_event p
    JOIN probity.audit_entry e ON e.sequence = p.sequence
    WHERE ${where} ORDER BY p.sequence`.execute(reader);
  return rows.map((row) => {
    const body = readBody<PolicyEntryBody>(row);
    const sequence = Number(row.sequence);
    const { policyId, model } = body.facts;
    if (row.kind !== row.policy_kind || policyId !== row.policy_id || model !== row.policy_model)
      throw brokenEntry(sequence);
    return { sequence, recordedAt: row.recorded_at, kind: row.kind as PolicyEventKind, body };
  });
}

/** The last change of what is live, and the draft that it names: two entries, however long the history. */
async function readLive(reader: Reader, model: ModelHash): Promise<LivePolicy | undefined> {
  const entries = await readEntries(
    reader,
    sql`p.sequence = (SELECT max(sequence) FROM probity.policy_event
          WHERE model = ${model} AND kind IN ('policy-live', 'policy-rolled-back'))
      OR (p.kind = 'policy-drafted' AND p.policy_id = (SELECT policy_id FROM probity.policy_event
          WHERE model = ${model} AND kind IN ('policy-live', 'policy-rolled-back') ORDER BY sequence DESC LIMIT 1))`,
  );
  const change = entries.findLast(({ kind }) => kind !== 'policy-drafted');
  if (change === undefined || change.body.facts.policyId === '') return undefined;
  const { policyId: id } = change.body.facts;
  const draft = entries.find(({ kind, body }) => kind === 'policy-drafted' && body.facts.policyId === id)?.body.facts;
  if (draft?.policy === undefined) throw brokenEntry(change.sequence);
  return { reference: { id, version: draft.version ?? 0, hash: draft.hash ?? '' }, policy: draft.policy };
}

import type { JsonValue } from '@probity/domain';
import {
  checkGovernanceEvent,
  engineEntryKinds,
  type GovernanceEntry,
  type GovernanceEvent,
  type GovernanceLog,
  type GovernanceQuery,
  governanceLimit,
  refuseUncarried,
} from '@probity/scoring';
import { sql } from 'kysely';
import { type ChainContext, withOpenChain } from '../audit/open-chain.js';
import { type EntryRow, readBody } from '../audit/read-entry.js';

/** The body of every entry that tells what a person did. */
export interface GovernanceBody {
  readonly actor: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The governance log on PostgreSQL: nothing but entries of the chain. */
export function createPostgresGovernanceLog(context: ChainContext): GovernanceLog {
  const { database } = context;
  return {
    async append(event: GovernanceEvent): Promise<GovernanceEntry> {
      checkGovernanceEvent(event);
      const { kind, actor, facts } = event;
      const sequence = await withOpenChain(context, async ({ add }) => {
        try {
          return add(kind, { actor, facts } as unknown as JsonValue);
        } catch (cause) {
          return refuseUncarried(cause, 'append');
        }
      });
      const { rows } = await database.retrying(() =>
        sql<EntryRow>`SELECT * FROM probity.audit_entry WHERE sequence = ${sequence}`.execute(database.db),
      );
      return entryOf(rows[0] as EntryRow);
    },

    async list(query: GovernanceQuery = {}): Promise<readonly GovernanceEntry[]> {
      const limit = governanceLimit(query);
      const { kind = null } = query;
      const { rows } = await database.retrying(() =>
        sql<EntryRow>`
          SELECT * FROM probity.audit_entry
          WHERE kind <> 'decision' AND kind <> 'transactions-recorded' AND kind <> ALL(${engineEntryKinds}::text[])
            AND (${kind}::text IS NULL OR kind = ${kind})
          ORDER BY sequence DESC LIMIT ${limit}`.execute(database.db),
      );
      return rows.map(entryOf);
    },
  };
}

function entryOf(row: EntryRow): GovernanceEntry {
  const { actor, facts } = readBody<GovernanceBody>(row);
  return { sequence: Number(row.sequence), recordedAt: row.recorded_at, kind: row.kind, actor, facts };
}

import { canonicalJson, type JsonValue } from '@probity/domain';
import {
  checkGovernanceEvent,
  type GovernanceEntry,
  type GovernanceEvent,
  type GovernanceLog,
  type GovernanceQuery,
  governanceLimit,
  refuseUncarried,
} from './governance-log.js';

/**
 * A log of what people did that forgets when the program ends: for tests and for trying things out. Nothing is chained.
 * @param now the time as ISO 8601, UTC
 */
export function createInMemoryGovernanceLog(now: () => string): GovernanceLog {
  const entries: GovernanceEntry[] = [];
  return {
    async append(event: GovernanceEvent): Promise<GovernanceEntry> {
      checkGovernanceEvent(event);
      const facts = copyFacts(event.facts);
      const entry = { sequence: entries.length + 1, recordedAt: now(), kind: event.kind, actor: event.actor, facts };
      entries.push(entry);
      return entry;
    },
    async list(query: GovernanceQuery = {}): Promise<readonly GovernanceEntry[]> {
      const limit = governanceLimit(query);
      const found = entries.filter(({ kind }) => query.kind === undefined || kind === query.kind);
      return found.reverse().slice(0, limit);
    },
  };
}

function copyFacts(facts: GovernanceEvent['facts']): GovernanceEvent['facts'] {
  try {
    return JSON.parse(canonicalJson(facts as JsonValue)) as GovernanceEvent['facts'];
  } catch (cause) {
    return refuseUncarried(cause, 'append');
  }
}

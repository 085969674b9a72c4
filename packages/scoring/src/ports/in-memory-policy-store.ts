import { createPolicyStore } from './create-policy-store.js';
import type { PolicyEntry } from './policy-steps.js';
import type { PolicyStore } from './policy-store.js';

/**
 * A policy store that forgets when the program ends: for tests and for trying things out. Nothing is chained.
 * @param now the time as ISO 8601, UTC
 */
export function createInMemoryPolicyStore(now: () => string): PolicyStore {
  const entries: PolicyEntry[] = [];
  const of = (model: string) => entries.filter(({ body }) => body.facts.model === model);
  return createPolicyStore({
    read: async (model) => of(model),
    models: async () => [...new Set(entries.map(({ body }) => body.facts.model))],
    modelOf: async (id) => entries.find(({ body }) => id !== '' && body.facts.policyId === id)?.body.facts.model,
    async extend(model, decide) {
      const step = decide(of(model));
      if (step !== undefined) entries.push({ sequence: entries.length + 1, recordedAt: now(), ...step });
      return of(model);
    },
  });
}

import type { CreditPolicy, ModelHash } from '@probity/domain';
import {
  draftStep,
  findPolicy,
  hashPolicy,
  livePolicyOf,
  nextStep,
  type PolicyEntry,
  type PolicyStepResult,
  policyNotFound,
  replayPolicies,
  rollBackStep,
} from './policy-steps.js';
import type { PolicyStore, StoredPolicy } from './policy-store.js';

/** Where the entries of policies are kept: what an adapter brings. */
export interface PolicyJournal {
  /** Entries of one model's policies, in order. */
  read(model: string): Promise<readonly PolicyEntry[]>;
  /** Models that have policies. */
  models(): Promise<readonly string[]>;
  /** The model of a policy; undefined where there is none of this id. */
  modelOf(policyId: string): Promise<string | undefined>;
  /**
   * Reads a model's entries and adds what `decide` makes of them, with nobody in between. Resolves when durable, with
   * all entries of the model. `decide` may run again when the connection is lost.
   */
  extend(model: string, decide: (entries: readonly PolicyEntry[]) => PolicyStepResult): Promise<readonly PolicyEntry[]>;
}

/** A policy store on any journal: the rules of the life cycle stand here once, for every adapter. */
export function createPolicyStore(journal: PolicyJournal): PolicyStore {
  const step = async (id: string, decide: (policies: readonly StoredPolicy[]) => PolicyStepResult) => {
    const model = await journal.modelOf(id);
    if (model === undefined) throw policyNotFound();
    return findPolicy(replayPolicies(await journal.extend(model, (entries) => decide(replayPolicies(entries)))), id);
  };
  return {
    async draft(draft) {
      // What is changed meanwhile must not change what is kept.
      const policy = JSON.parse(JSON.stringify(draft.policy ?? null)) as CreditPolicy;
      const hash = await hashPolicy(draft.policy);
      let id = '';
      const entries = await journal.extend(draft.model, (before) => {
        const drafted = draftStep(replayPolicies(before), { ...draft, policy }, hash);
        id = drafted.id;
        return drafted.step;
      });
      return findPolicy(replayPolicies(entries), id);
    },
    propose: (id, taken) => step(id, (policies) => nextStep(policies, id, 'policy-proposed', taken)),
    approve: (id, taken) => step(id, (policies) => nextStep(policies, id, 'policy-approved', taken)),
    reject: (id, taken) => step(id, (policies) => nextStep(policies, id, 'policy-rejected', taken)),
    activate: (id, taken) => step(id, (policies) => nextStep(policies, id, 'policy-live', taken)),
    async rollBack(model, id, taken) {
      const entries = await journal.extend(model, (before) => rollBackStep(replayPolicies(before), model, id, taken));
      return livePolicyOf(replayPolicies(entries));
    },
    async find(id) {
      const model = await journal.modelOf(id);
      if (model === undefined) throw policyNotFound();
      return findPolicy(replayPolicies(await journal.read(model)), id);
    },
    async list(model?: ModelHash) {
      const models = model === undefined ? await journal.models() : [model];
      const policies: StoredPolicy[] = [];
      for (const each of models) policies.push(...replayPolicies(await journal.read(each)));
      return policies.sort((one, other) => (other.events[0]?.sequence ?? 0) - (one.events[0]?.sequence ?? 0));
    },
    live: async (model) => livePolicyOf(replayPolicies(await journal.read(model))),
  };
}

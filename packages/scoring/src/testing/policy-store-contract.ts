import { asModelHash } from '@probity/domain';
import { createCreditPolicy } from '../policy/credit-policy.js';
import type { Actor } from '../ports/actor.js';
import type { PolicyStore } from '../ports/policy-store.js';
import { expectEqual, expectRejection, type PortClaim } from './port-claim.js';

const model = asModelHash('3f'.repeat(32));
const otherModel = asModelHash('4e'.repeat(32));
const anna: Actor = { name: 'Anna', identifiedBy: 'declared' };
const ben: Actor = { name: 'Ben', identifiedBy: 'token' };

/** A policy that differs by its price. */
function examplePolicy(margin: number) {
  return createCreditPolicy({ lossGivenDefault: 0.45, margin, topMargin: 0.2 });
}

/**
 * What every policy store must do.
 * @param makeStore gives an empty store each time
 */
export function policyStoreContract(makeStore: () => Promise<PolicyStore>): readonly PortClaim[] {
  const claim = (text: string, check: (store: PolicyStore) => Promise<void>): PortClaim => ({
    claim: text,
    run: async () => check(await makeStore()),
  });
  const draft = (store: PolicyStore, margin: number, of = model) =>
    store.draft({ model: of, policy: examplePolicy(margin), actor: anna, note: `margin ${margin}` });
  const bringLive = async (store: PolicyStore, margin: number, of = model) => {
    const { id } = (await draft(store, margin, of)).reference;
    await store.propose(id, { actor: anna });
    await store.approve(id, { actor: ben, note: 'seen the back-test' });
    await store.activate(id, { actor: anna });
    return id;
  };
  const liveId = async (store: PolicyStore, of = model) => (await store.live(of))?.reference.id;

  return [
    claim('a policy goes from draft to live by two people, and tells who and when', async (store) => {
      const drafted = await draft(store, 0.1);
      const { id } = drafted.reference;
      expectEqual([drafted.state, drafted.policy, drafted.model], ['draft', examplePolicy(0.1), model], 'draft');
      expectEqual((await store.propose(id, { actor: anna })).state, 'proposed', 'proposed');
      expectEqual((await store.approve(id, { actor: ben, note: 'fine' })).state, 'approved', 'approved');
      expectEqual(await store.live(model), undefined, 'not live yet');
      const live = await store.activate(id, { actor: anna });
      expectEqual(
        live.events.map(({ kind, actor, note }) => [kind, actor.name, actor.identifiedBy, note ?? null]),
        [
          ['policy-drafted', 'Anna', 'declared', 'margin 0.1'],
          ['policy-proposed', 'Anna', 'declared', null],
          ['policy-approved', 'Ben', 'token', 'fine'],
          ['policy-live', 'Anna', 'declared', null],
        ],
        'events',
      );
      expectEqual(await store.live(model), { reference: drafted.reference, policy: examplePolicy(0.1) }, 'live');
      expectEqual(await store.find(id), live, 'find');
    }),
    claim(
      'four eyes: neither who drafted nor who proposed may approve or reject, however the name is written',
      async (store) => {
        const { id } = (await draft(store, 0.1)).reference;
        await store.propose(id, { actor: { name: 'Carl', identifiedBy: 'token' } });
        for (const name of ['Anna', 'anna', 'ANNA', 'Ａnna', 'Carl', 'carl']) {
          const actor: Actor = { name, identifiedBy: 'token' };
          await expectRejection(store.approve(id, { actor }), 'FOUR_EYES', `approve by ${name}`);
          await expectRejection(store.reject(id, { actor }), 'FOUR_EYES', `reject by ${name}`);
        }
        expectEqual((await store.find(id)).state, 'proposed', 'state');
      },
    ),
    claim('each step needs the one before it', async (store) => {
      const { id } = (await draft(store, 0.1)).reference;
      await expectRejection(store.activate(id, { actor: ben }), 'POLICY_STATE', 'activate a draft');
      await expectRejection(store.approve(id, { actor: ben }), 'POLICY_STATE', 'approve a draft');
      await expectRejection(store.rollBack(model, id, { actor: ben }), 'POLICY_STATE', 'roll back to a draft');
      await store.propose(id, { actor: anna });
      await expectRejection(store.activate(id, { actor: ben }), 'POLICY_STATE', 'activate a proposal');
      await store.reject(id, { actor: ben, note: 'too loose' });
      await expectRejection(store.activate(id, { actor: ben }), 'POLICY_STATE', 'activate a rejected one');
      await expectRejection(store.approve(id, { actor: ben }), 'POLICY_STATE', 'approve a rejected one');
      await expectRejection(store.propose(id, { actor: anna }), 'POLICY_STATE', 'propose a rejected one');
      expectEqual(await store.live(model), undefined, 'nothing is live');
    }),
    claim('a policy that goes live retires the one before; rolling back takes effect at once', async (store) => {
      const first = await bringLive(store, 0.1);
      const second = await bringLive(store, 0.12);
      expectEqual([await liveId(store), (await store.find(first)).state], [second, 'retired'], 'second is live');
      const back = await store.rollBack(model, first, { actor: ben, note: 'losses' });
      expectEqual([back?.reference.id, await liveId(store)], [first, first], 'rolled back');
      expectEqual((await store.find(second)).state, 'retired', 'second');
      expectEqual((await store.find(first)).events.at(-1)?.kind, 'policy-rolled-back', 'event');
      await expectRejection(store.rollBack(model, first, { actor: anna }), 'POLICY_STATE', 'to what is live');
    }),
    claim("rolling back to the bundle's own policy leaves none of the store live", async (store) => {
      await expectRejection(store.rollBack(model, null, { actor: ben }), 'POLICY_STATE', 'nothing is live');
      const id = await bringLive(store, 0.1);
      expectEqual(await store.rollBack(model, null, { actor: ben }), undefined, 'answer');
      expectEqual([await liveId(store), (await store.find(id)).state], [undefined, 'retired'], 'retired');
      await store.rollBack(model, id, { actor: anna });
      expectEqual(await liveId(store), id, 'and back again');
    }),
    claim('versions count by model, lists are newest first, and models do not meddle', async (store) => {
      const one = await draft(store, 0.1);
      const two = await draft(store, 0.12);
      const three = await draft(store, 0.1, otherModel);
      expectEqual(
        [one, two, three].map(({ reference }) => reference.version),
        [1, 2, 1],
        'versions',
      );
      expectEqual(one.reference.hash === two.reference.hash, false, 'hashes of unequal policies');
      expectEqual(one.reference.hash, three.reference.hash, 'hashes of equal policies');
      const ids = async (of?: typeof model) => (await store.list(of)).map(({ reference }) => reference.id);
      expectEqual(
        await ids(),
        [three, two, one].map(({ reference }) => reference.id),
        'all',
      );
      expectEqual(
        await ids(model),
        [two, one].map(({ reference }) => reference.id),
        'of one',
      );
      await bringLive(store, 0.13, otherModel);
      expectEqual(await liveId(store), undefined, 'the other model is untouched');
      const wrong = store.rollBack(model, three.reference.id, { actor: ben });
      await expectRejection(wrong, 'POLICY_NOT_FOUND', "another model's policy");
    }),
    claim('a step sent again by the same person is not taken twice', async (store) => {
      const { id } = (await draft(store, 0.1)).reference;
      expectEqual((await draft(store, 0.1)).reference.id, id, 'the same draft');
      for (let time = 0; time < 2; time++) await store.propose(id, { actor: anna });
      for (let time = 0; time < 2; time++) await store.approve(id, { actor: ben });
      for (let time = 0; time < 2; time++) await store.activate(id, { actor: anna });
      expectEqual((await store.find(id)).events.length, 4, 'events');
    }),
    claim('of two who approve and reject at once, one wins', async (store) => {
      const { id } = (await draft(store, 0.1)).reference;
      await store.propose(id, { actor: anna });
      const carl: Actor = { name: 'Carl', identifiedBy: 'token' };
      const outcomes = await Promise.allSettled([store.approve(id, { actor: ben }), store.reject(id, { actor: carl })]);
      expectEqual(outcomes.filter(({ status }) => status === 'fulfilled').length, 1, 'winners');
      expectEqual((await store.find(id)).events.length, 3, 'events');
    }),
    claim('of two that go live at once, one is live and the other retired', async (store) => {
      const ids: string[] = [];
      for (const margin of [0.1, 0.12]) {
        const { id } = (await draft(store, margin)).reference;
        await store.propose(id, { actor: anna });
        await store.approve(id, { actor: ben });
        ids.push(id);
      }
      await Promise.all(ids.map((id) => store.activate(id, { actor: ben })));
      const states = (await store.list(model)).map(({ state }) => state).sort();
      expectEqual(states, ['live', 'retired'], 'states');
    }),
    claim('what is off is refused by name: policy, actor, note, id', async (store) => {
      const bad = { ...examplePolicy(0.1), approveBelow: 2 };
      await expectRejection(store.draft({ model, policy: bad, actor: anna }), 'INVALID_ARGUMENT', 'cut-off 2');
      const nobody: Actor = { name: ' ', identifiedBy: 'declared' };
      await expectRejection(
        store.draft({ model, policy: examplePolicy(0.1), actor: nobody }),
        'INVALID_ARGUMENT',
        'actor',
      );
      const { id } = (await draft(store, 0.1)).reference;
      await expectRejection(store.propose(id, { actor: anna, note: 'x'.repeat(2001) }), 'INVALID_ARGUMENT', 'note');
      for (const unknown of ['', 'nobody', "'; --", '\u0000']) {
        await expectRejection(store.find(unknown), 'POLICY_NOT_FOUND', `find ${JSON.stringify(unknown)}`);
        await expectRejection(store.propose(unknown, { actor: anna }), 'POLICY_NOT_FOUND', 'propose');
      }
      expectEqual((await store.list()).length, 1, 'one draft');
    }),
    claim('what is changed after drafting does not change the store', async (store) => {
      const policy = { ...examplePolicy(0.1), grades: [{ grade: 'A', upTo: 1 }] };
      const drafting = store.draft({ model, policy, actor: anna });
      policy.grades.push({ grade: 'B', upTo: 2 });
      const { reference } = await drafting;
      expectEqual((await store.find(reference.id)).policy.grades, [{ grade: 'A', upTo: 1 }], 'grades');
    }),
  ];
}

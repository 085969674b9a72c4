// Brings policies live and rolls them back until it is killed: `node policy-process.mjs <workspace>`.
// Says "live <id>" once the promise has resolved, so that what was said was so.
import { writeSync } from 'node:fs';
import { createCreditPolicy } from '@probity/scoring';
import { openStores } from '@probity/stores';

const say = (line) => writeSync(1, `${line}\n`);
const { policies } = await openStores({ workspace: process.argv[2] });
const model = '3f'.repeat(32);
const [anna, ben] = ['anna', 'ben'].map((name) => ({ actor: { name, identifiedBy: 'declared' } }));
say('ready');
let last;
for (let round = 0; ; round++) {
  const policy = createCreditPolicy({ lossGivenDefault: 0.45, margin: 0.05 + (round % 50) / 1000, topMargin: 0.2 });
  const { id } = (await policies.draft({ model, policy, ...anna })).reference;
  await policies.propose(id, anna);
  await policies.approve(id, ben);
  await policies.activate(id, ben);
  say(`live ${id}`);
  if (last !== undefined) {
    await policies.rollBack(model, last, anna);
    say(`live ${last}`);
  }
  last = id;
}

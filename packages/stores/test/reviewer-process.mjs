// Reviews cases until it is killed: `node reviewer-process.mjs <workspace> <name> [pause ms]`.
// Says "took <id>" once it holds a case and "done <id>" once the verdict's promise has resolved.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStores } from '@probity/stores';

const [workspace, name, pause = '0'] = process.argv.slice(2);
const say = (line) => writeSync(1, `${line}\n`);
const stores = await openStores({ workspace });
const actor = { name, identifiedBy: 'declared' };
say('ready');
for (;;) {
  const mine = await stores.reviews.claimNext(actor);
  if (mine === undefined) break;
  say(`took ${mine.decisionId}`);
  await sleep(Number(pause));
  await stores.reviews.decide(mine.decisionId, {
    actor,
    outcome: 'decline',
    reasons: ['documents-missing'],
    note: name,
  });
  say(`done ${mine.decisionId}`);
}
await stores.close();
say('closed');

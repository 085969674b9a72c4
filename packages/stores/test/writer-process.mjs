// Records decisions until it is killed: `node writer-process.mjs <workspace> <prefix> <concurrency> [subject]`.
// Says "ack <id>" once a decision's promise has resolved, synchronously, so that what was said was so.
import { writeSync } from 'node:fs';
import { exampleDecision } from '@probity/scoring/testing';
import { openStores } from '@probity/stores';

const [workspace, prefix, concurrency] = process.argv.slice(2);
const say = (line) => writeSync(1, `${line}\n`);
const stores = await openStores({ workspace });
say('ready');

let count = 0;
let isStopping = false;
const record = async () => {
  while (!isStopping) {
    const id = `${prefix}-${count++}`;
    try {
      await stores.decisions.record(exampleDecision(id), { subject: `person-${count % 7}` });
      say(`ack ${id}`);
    } catch (error) {
      say(`refused ${id} ${error.code}`);
    }
  }
};
process.stdin.on('end', () => {
  isStopping = true;
});
process.stdin.resume();
await Promise.all(Array.from({ length: Number(concurrency) }, record));
await stores.close();
say('closed');

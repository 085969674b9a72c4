// A consumer in a process of its own, to be killed: prints the id of every event whose batch it has handled.
import { writeSync } from 'node:fs';
import { kafkaSource } from '../../dist/index.js';

const [, , topic, brokers] = process.argv;
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
await kafkaSource(topic, { brokers: brokers.split(','), group: topic, batchSize: 25, sessionSeconds: 1 }).run(
  {
    async handle(batch) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      writeSync(1, batch.map(({ event }) => `${event.id}\n`).join(''));
    },
    async quarantine() {},
  },
  stop.signal,
);

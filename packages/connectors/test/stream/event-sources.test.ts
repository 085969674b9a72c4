import type { Column, Table } from '@probity/domain';
import { describe } from 'vitest';
import { replayTable } from '../../src/replay/replay-table.js';
import { MemorySource } from '../../src/stream/memory-source.js';
import { brokersOrReason, putInTopic } from '../kafka/test-topic.js';
import { checkEventSource } from './check-event-source.js';

describe('event sources keep one contract', () => {
  checkEventSource('in memory', {
    holdsAnything: true,
    remembers: true,
    async put(messages) {
      const source = new MemorySource(messages, { batchSize: 25 });
      return () => source;
    },
  });
  checkEventSource('replay of a table', {
    holdsAnything: false,
    remembers: true,
    async put(messages) {
      const table = tableOf(messages.map((text) => JSON.parse(text) as Record<string, unknown>));
      let from = 0;
      return () => {
        const replay = replayTable('events.csv', table, { batchSize: 25, from });
        return {
          name: replay.name,
          run: (handlers, signal) =>
            replay.run(handlers, signal).finally(() => {
              from = replay.done;
            }),
        };
      };
    },
  });
});

describe.skipIf(brokersOrReason.skip)(`Kafka ${brokersOrReason.reason}`, () => {
  checkEventSource('Kafka', { holdsAnything: true, remembers: true, put: (messages) => putInTopic(messages) });
});

function tableOf(records: readonly Record<string, unknown>[]): Table {
  const names = Object.keys(records[0] ?? {});
  return {
    rowCount: records.length,
    columns: names.map((name): Column => {
      const values = records.map((record) => record[name] ?? null);
      if (name !== 'id') {
        const kind = name === 'at' ? 'datetime' : 'numeric';
        return {
          name,
          kind,
          values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
        };
      }
      return { name, kind: 'id', codes: Int32Array.from(values, (_, row) => row), levels: values.map(String) };
    }),
  };
}

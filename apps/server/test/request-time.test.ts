import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { testApp } from './fixture/test-app.js';

it('a request that the program sends to itself outlives the time limit of requests, and so does the program', async () => {
  const complaints: unknown[] = [];
  const complain = (error: unknown) => complaints.push(error);
  process.on('uncaughtException', complain);
  const { app } = await testApp({ requestTimeoutMs: 40 });
  expect((await app.inject('/healthz')).statusCode).toBe(200);
  await sleep(150);
  process.off('uncaughtException', complain);
  await app.close();
  expect(complaints).toEqual([]);
});

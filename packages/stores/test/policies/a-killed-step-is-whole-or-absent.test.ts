import { asModelHash } from '@probity/domain';
import { afterAll, expect, test } from 'vitest';
import { openStores } from '../../src/index.js';
import { type Child, spawnScript } from '../child-process.js';
import { makeTestWorkspace } from '../test-workspace.js';

const ROUNDS = 5;
const model = asModelHash('3f'.repeat(32));
const workspace = makeTestWorkspace();
const children: Child[] = [];
afterAll(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  workspace.remove();
});

test(`a process killed ${ROUNDS} times between the steps of policies leaves each step whole or absent`, {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const child = spawnScript('policy-process.mjs', [workspace.folder]);
    children.push(child);
    await child.line('live ');
    await new Promise((resolve) => setTimeout(resolve, 60 + 37 * round));
    child.process.kill('SIGKILL');
    await child.ended;

    const stores = await openStores({ workspace: workspace.folder });
    const { findings } = await stores.audit.verify();
    expect(findings).toEqual([]);
    const policies = await stores.policies.list(model);
    const live = policies.filter(({ state }) => state === 'live').map(({ reference }) => reference.id);
    expect(live).toHaveLength(1);
    expect((await stores.policies.live(model))?.reference.id).toBe(live[0]);
    const said = child.lines.filter((line) => line.startsWith('live ')).map((line) => line.slice(5));
    for (const id of said) {
      const events = policies.find(({ reference }) => reference.id === id)?.events.map(({ kind }) => kind) ?? [];
      expect(events.slice(0, 4)).toEqual(['policy-drafted', 'policy-proposed', 'policy-approved', 'policy-live']);
    }
    await stores.close();
  }
});

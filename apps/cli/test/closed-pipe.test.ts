import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('ends quietly when nobody reads its output any more', async () => {
  const program = fileURLToPath(new URL('../bin/probity.js', import.meta.url));
  const child = spawn(process.execPath, [program, 'train', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect([code, said]).toEqual([0, '']);
});

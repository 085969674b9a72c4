// Opens the stores of a workspace, says what happened, and closes them when its input ends:
// `node open-process.mjs <workspace>`.
import { writeSync } from 'node:fs';
import { openStores } from '@probity/stores';

const say = (line) => writeSync(1, `${line}\n`);
try {
  const stores = await openStores({ workspace: process.argv[2], onProgress: (message) => say(`progress ${message}`) });
  const { entries, intact } = await stores.audit.verify();
  say(`open ${JSON.stringify({ entries, intact, uid: process.getuid?.() })}`);
  process.stdin.on('end', async () => {
    await stores.close();
    say('closed');
    process.exit(0);
  });
  process.stdin.resume();
} catch (error) {
  say(`failed ${error.code} ${error.message}`);
}

import { open } from 'node:fs/promises';

/**
 * Waits until a file's bytes, or the names in a folder, would survive a power cut.
 * On Windows folders cannot be opened, and need not be: nothing is done for them.
 */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (process.platform === 'win32') return undefined;
    throw error;
  });
  if (handle === undefined) return;
  try {
    await handle.sync();
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  } finally {
    await handle.close();
  }
}

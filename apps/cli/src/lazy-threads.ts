import { createKernelThreads, type OwnedThreads } from '@probity/threads';
import type { TrainingContext } from '@probity/training';

/**
 * Threads that are counted and started when something first asks for them: most commands never do.
 *
 * @param count how many work together, the caller's among them; undefined: as many as cores are free then
 */
export function lazyThreads(count: number | undefined): Pick<TrainingContext, 'threads'> {
  if (count === 1) return {};
  let threads: OwnedThreads | undefined;
  const started = (): OwnedThreads => {
    threads ??= createKernelThreads(count === undefined ? {} : { count });
    return threads;
  };
  return {
    threads: {
      get count() {
        return started().count;
      },
      serve: (module, memory) => started().serve(module, memory),
    },
  };
}

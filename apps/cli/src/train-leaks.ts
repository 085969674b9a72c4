import { huntLeaks, type LeakFinding } from '@probity/profile';
import type { Dataset } from '@probity/training';
import type { App } from './app.js';
import { describeLeaks } from './profile-text.js';

/** Rows and cells that single columns are judged on: a second's work, and enough to see what would spoil a model. */
const MOST_ROWS = 10_000;
const MOST_CELLS = 1_500_000;
const LEAST_ROWS = 2000;

/**
 * What would make the model that is about to be trained look better than it is: said before training, and returned.
 *
 * Only what reaches the model as things stand; columns that were left out are not looked at, and `probity profile` says more.
 *
 * @param test the rows that it will be measured on, where they are another file's
 * @throws TARGET_INVALID when one outcome never occurs
 */
export async function warnOfLeaks(
  app: App,
  dataset: Dataset,
  test: Dataset | undefined,
  seed: number,
): Promise<readonly LeakFinding[]> {
  const started = performance.now();
  const { columns } = dataset.schema;
  const findings = await huntLeaks(
    dataset,
    {
      ignore: columns.filter(({ role }) => role === 'excluded').map(({ name }) => name),
      mostRows: Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / columns.length))),
      ...(test === undefined ? {} : { test }),
    },
    app.trainingContext(seed),
  );
  app.terminal.note(`leaks hunted in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const leaks = findings.filter(({ inUse }) => inUse);
  if (leaks.length > 0) {
    for (const line of describeLeaks(leaks)) app.terminal.print(line);
    app.terminal.print();
  }
  return leaks;
}

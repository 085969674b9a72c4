// Gradient boosting as it comes, with no settings, on real rows in folds.
import { fitGradientBoosting, margins, rocAuc, selectRows } from '@probity/learn';
import { timed } from './clock.mjs';
import { readFolds, readRows } from './data.mjs';
import { threadsOf } from './train.mjs';

export const tasks = {
  /** Each fold is held out once; rows of fold 255 are never tested. One fit before the clock starts. */
  real(task) {
    const { matrix, labels } = readRows(task.data);
    const folds = readFolds(task.data);
    const context = { seed: 1, ...threadsOf(task) };
    const seconds = [];
    const aucs = [];
    const rowsWhere = (isWanted) =>
      Uint32Array.from({ length: matrix.rowCount }, (_, row) => row).filter((row) => isWanted(folds[row]));
    for (const fold of [task.folds[0], ...task.folds]) {
      const train = rowsWhere((at) => at !== fold);
      const test = rowsWhere((at) => at === fold);
      const data = { matrix: selectRows(matrix, train), labels: Uint8Array.from(train, (row) => labels[row]) };
      const fit = timed(() => fitGradientBoosting({}, data, context));
      seconds.push(fit.seconds);
      aucs.push(
        rocAuc(
          margins(fit.result, selectRows(matrix, test)),
          Uint8Array.from(test, (row) => labels[row]),
        ),
      );
    }
    return { seconds: seconds.slice(1), aucs: aucs.slice(1), firstSeconds: seconds[0] };
  },
};

import { parentPort, workerData } from 'node:worker_threads';
import { ProbityError } from '@probity/domain';
import { asScorecard, type ScorecardRows, sampleScorecardRows } from '@probity/interchange';
import { restoreModel } from '@probity/learn';
import { buildFeatureMatrix, buildLabels, buildWeights } from '@probity/training';
import { createWarehouse } from '@probity/warehouse';
import type { RowsRequest } from './read-scorecard-rows.js';

parentPort?.postMessage(await readRows(workerData as RowsRequest));

async function readRows({ folder, dataset, model }: RowsRequest): Promise<ScorecardRows | undefined> {
  const card = asScorecard(restoreModel(model));
  try {
    const { table, schema } = await createWarehouse({ folder }).openDataset(dataset);
    const matrix = buildFeatureMatrix(table, schema, card.features);
    const weights = buildWeights(table, schema);
    const labels = buildLabels(table, schema);
    return sampleScorecardRows(card, { matrix, labels, ...(weights === undefined ? {} : { weights }) });
  } catch (error) {
    // Not here, or no longer as it was: the page says that nothing could be assessed.
    if (error instanceof ProbityError) return undefined;
    throw error;
  }
}

import { Worker } from 'node:worker_threads';
import type { ScorecardRows } from '@probity/interchange';
import type { ReadBundle } from '@probity/scoring';
import type { ReadScorecardRows } from '../routes/scorecard-routes.js';

/** What the worker is given: where data sets lie, and the model as parts. */
export interface RowsRequest {
  readonly folder: string;
  readonly dataset: string;
  readonly model: ReturnType<ReadBundle['model']['toParts']>;
}

const MOST_KEPT = 8;

/**
 * Reads a card's training rows from the workspace, in a thread of its own: a large data set takes seconds to read and
 * check, and decisions must not wait for it.
 *
 * @param folder where the warehouse keeps data sets
 */
export function createScorecardRowsReader(folder: string): ReadScorecardRows {
  const kept = new Map<string, Promise<ScorecardRows | undefined>>();
  return (bundle) => {
    const known = kept.get(bundle.hash);
    if (known !== undefined) return known;
    const reading = readInThread({ folder, dataset: bundle.provenance.dataset, model: bundle.model.toParts() });
    kept.set(bundle.hash, reading);
    reading.catch(() => kept.delete(bundle.hash));
    if (kept.size > MOST_KEPT) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest);
    return reading;
  };
}

function readInThread(request: RowsRequest): Promise<ScorecardRows | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./scorecard-rows-worker.js', import.meta.url), { workerData: request });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that reads training rows ended with ${code}`)));
  });
}

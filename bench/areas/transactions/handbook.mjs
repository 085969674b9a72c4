// The Fraud Detection Handbook's protocol, through the functions that `probity train --blueprint fraud` calls.
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { guessEventMap } from '@probity/features';
import { createKernelThreads } from '@probity/threads';
import { trainFraud } from '@probity/training';
import { createWarehouse } from '@probity/warehouse';
import { dataFolder } from '../../programs.mjs';

const DAY_MS = 86_400_000;
const folder = join(dataFolder, 'fraud_handbook');
/** Fitted on 2018-07-25 to 07-31, a week's delay, measured on 2018-08-08 to 08-14. */
const TRAIN_FROM = Date.UTC(2018, 6, 25);
let measured;

/** The run behind the three figures: made once per process. */
export function measureHandbook({ quick = false, note = () => undefined } = {}) {
  measured ??= runHandbook(quick, note);
  return measured;
}

/** One of the figures, with its interval and what stands beside it in the conditions. */
export async function handbookFigure(name, key, goal, published, { quick, note }) {
  const result = await measureHandbook({ quick, note });
  if (result === undefined) return [];
  const { fraud, rows, seconds, weights } = result;
  const { value, interval } = fraud[key];
  const beside = fraud.baselines.map((baseline) => `${baseline.name} ${baseline[key].toFixed(3)}`).join(', ');
  const points = fraud.atFalsePositiveRates
    .map(
      ({ limit, recall, moneyCaught }) =>
        `at ${100 * limit} % false positives ${(100 * recall.value).toFixed(1)} % of the frauds [${recall.interval.map((end) => (100 * end).toFixed(1)).join(', ')}] and ${(100 * moneyCaught).toFixed(1)} % of their money`,
    )
    .join('; ');
  return [
    {
      name,
      ours: value,
      unit: '',
      higherIsBetter: true,
      wanted: { goal },
      conditions: `95 % ${interval.map((end) => end.toFixed(3)).join(' – ')}; fitted on ${rows.train} payments, measured on ${rows.test} (${fraud.frauds} frauds, known cards removed), ${rows.all} read; beside it ${beside}; the handbook's best ${published}; ${points}; ${weights.map(({ name: member, weight }) => `${member} × ${weight.toFixed(2)}`).join(' + ')}; ${seconds.toFixed(0)} s`,
    },
  ];
}

async function runHandbook(quick, note) {
  const months = ['04', '05', '06', '07', '08'].slice(quick ? 2 : 0);
  const files = months.map((month) => join(folder, `transactions_2018-${month}.csv.gz`));
  if (!files.every((file) => existsSync(file))) {
    note('  skipped: fraud_handbook is not there');
    return undefined;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'probity-handbook-'));
  const threads = createKernelThreads({ count: 2 });
  try {
    note('  reading the payments up to the last test day');
    const joined = join(scratch, 'payments.csv');
    await joinUntil(files, joined, '2018-08-15');
    const warehouse = createWarehouse({ folder: join(scratch, 'datasets') });
    const dataset = await warehouse.ingest(joined, { target: 'TX_FRAUD', time: 'TX_DATETIME' });
    const map = { ...guessEventMap(dataset.table).map, at: 'TX_DATETIME', fraud: 'TX_FRAUD' };
    const started = performance.now();
    const trained = await trainFraud(
      dataset,
      {
        map,
        labelDelay: '7d',
        periods: {
          trainFrom: TRAIN_FROM,
          trainTo: TRAIN_FROM + 7 * DAY_MS,
          testFrom: TRAIN_FROM + 14 * DAY_MS,
          testTo: TRAIN_FROM + 21 * DAY_MS,
        },
        libraryVersion: 'bench',
      },
      { seed: 1, onProgress: (_, what) => note(`  ${what}`), pause: async () => undefined, threads },
    );
    const seconds = (performance.now() - started) / 1000;
    return { fraud: trained.evaluation.fraud, rows: trained.rows, weights: trained.weights, seconds };
  } finally {
    await threads.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** One file of all rows before a day; the files follow each other in time. */
async function joinUntil(files, target, day) {
  const out = createWriteStream(target);
  for (const [index, file] of files.entries()) {
    let isHeader = true;
    for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
      if (isHeader ? index === 0 : line.split(',')[1] < day) {
        if (!out.write(`${line}\n`)) await new Promise((resolve) => out.once('drain', resolve));
      }
      isHeader = false;
    }
  }
  await new Promise((resolve) => out.end(resolve));
}

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { asDatasetHash, type DatasetSchema } from '@probity/domain';
import { type ExportFormat, exportModel, sampleScorecardRows } from '@probity/interchange';
import { type Feature, fitScorecard, type TrainingData } from '@probity/learn';
import { createRandom, sigmoid } from '@probity/numerics';
import { type CreditMetrics, createCreditPolicy, readBundle, writeBundle } from '@probity/scoring';

const schema: DatasetSchema = {
  formatVersion: 1,
  badValue: '1',
  columns: [
    { name: 'age', kind: 'integer', role: 'feature', label: 'Age of the applicant' },
    { name: 'balance', kind: 'numeric', role: 'feature', label: 'Average balance', specialCodes: ['-7', '-8'] },
    { name: 'utilisation', kind: 'numeric', role: 'feature', label: 'Use of the credit line' },
    { name: 'latePayments', kind: 'integer', role: 'feature', label: 'Late payments in two years' },
    {
      name: 'purpose',
      kind: 'category',
      role: 'feature',
      label: 'Purpose of the loan',
      levels: ['car', 'home', 'education', 'business', 'travel', 'other'],
      levelLabels: { home: 'Home improvement' },
    },
    { name: 'monthsInJob', kind: 'integer', role: 'feature', label: 'Months in current job' },
    { name: 'bad', kind: 'integer', role: 'target' },
  ],
};

const features: readonly Feature[] = [
  { name: 'age', kind: 'numeric' },
  { name: 'balance', kind: 'numeric', specialCodes: [-7, -8] },
  { name: 'utilisation', kind: 'numeric' },
  { name: 'latePayments', kind: 'numeric' },
  { name: 'purpose', kind: 'category', levels: schema.columns[4]?.levels ?? [] },
  { name: 'monthsInJob', kind: 'numeric' },
];

function drawRows(rowCount: number): TrainingData {
  const random = createRandom(5);
  const columns = features.map(() => new Float64Array(rowCount));
  const labels = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const age = 19 + random.nextUint32Below(55);
    const balance =
      random.nextFloat() < 0.15 ? -7 - random.nextUint32Below(2) : Math.round(Math.abs(random.nextNormal()) * 3000);
    const use = random.nextFloat();
    const late = random.nextFloat() < 0.7 ? 0 : 1 + random.nextUint32Below(5);
    const purpose = random.nextUint32Below(6);
    const job = random.nextUint32Below(240);
    [age, balance, use, late, purpose, job].forEach((value, index) => {
      (columns[index] as Float64Array)[row] = random.nextFloat() < 0.04 ? Number.NaN : value;
    });
    const logOdds =
      -2.4 - (age - 40) / 30 + (balance < 0 ? 0.6 : -balance / 4000) + 2 * use + late / 2 + purpose / 5 - job / 300;
    labels[row] = random.nextFloat() < sigmoid(logOdds) ? 1 : 0;
  }
  return { matrix: { rowCount, features, columns }, labels };
}

const DIST_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves the built page with one scorecard behind it, really fitted, and the routes that the page asks. */
export async function startScorecardServer(dist: string, rowCount = 10_000) {
  const data = drawRows(rowCount);
  const model = fitScorecard({}, data, { seed: 1 });
  const metrics: CreditMetrics = { rocAuc: 0.78, gini: 0.56, ks: 0.43, prAuc: 0.5, brier: 0.13, logLoss: 0.4, f1: 0.5 };
  const { bytes, hash } = await writeBundle({
    schema,
    model,
    calibration: { intercept: 0.02, slope: 0.98 },
    policy: createCreditPolicy(),
    reference: { features: [], scoreQuantiles: [] },
    evaluation: {
      split: '5 stratified folds',
      metrics,
      intervals: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, [value, value]])) as never,
      baselines: { dummy: metrics, logistic: metrics },
      policy: { approvalRate: 0.6, referRate: 0.2, declineRate: 0.2, badRate: 0.05 },
    },
    provenance: {
      libraryVersion: '0.1.0',
      dataset: asDatasetHash('0'.repeat(64)),
      rows: rowCount,
      seed: 1,
      learner: 'scorecard',
      folds: 5,
      settings: {},
    },
  });
  const bundle = await readBundle(bytes, hash);
  const reference = { name: 'loans', version: 3, hash };
  const summary = { learner: 'scorecard' };
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const json = (body: unknown) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (!pathname.startsWith('/v1/')) {
        const name = extname(pathname) === '' ? 'index.html' : pathname.slice(1);
        const file = await readFile(join(dist, name)).catch(() => undefined);
        if (file === undefined) return void response.writeHead(404).end();
        return void response
          .writeHead(200, { 'content-type': DIST_TYPES[extname(name)] ?? 'application/octet-stream' })
          .end(file);
      }
      if (pathname === '/v1/models') {
        const listed = { ...reference, registeredAt: new Date(0).toISOString(), aliases: ['champion'], summary };
        return json({ models: [listed], champion: reference });
      }
      if (pathname.endsWith('/bundle')) return void response.writeHead(200).end(bytes);
      if (pathname.endsWith('/rows')) return json({ model: reference, rows: sampleScorecardRows(model, data) });
      if (pathname.endsWith('/export')) {
        const { calibration, schema } = bundle;
        const file = await exportModel(bundle.model, searchParams.get('format') as ExportFormat, {
          calibration,
          schema,
        });
        return void response.writeHead(200, { 'content-type': file.mediaType }).end(file.bytes);
      }
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    model,
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

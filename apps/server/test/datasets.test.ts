import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetProfileResponse } from '@probity/contract';
import { profileDataset } from '@probity/profile';
import type { Dataset } from '@probity/training';
import { createWarehouse } from '@probity/warehouse';
import type { FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { testApp } from './fixture/test-app.js';

const folder = mkdtempSync(join(tmpdir(), 'probity-datasets-'));

describe('data sets over HTTP', () => {
  let app: FastifyInstance;
  let dataset: Dataset;
  const get = async (path: string) => {
    const response = await app.inject(`/v1/datasets/${dataset.hash}/${path}`);
    return { status: response.statusCode, body: response.json() };
  };

  beforeAll(async () => {
    const lines = Array.from({ length: 120 }, (_, row) => {
      const income = row % 10 === 3 ? '' : 1000 + row * 10;
      return `${income},${row % 2 === 0 ? 'clerk' : 'smith'},2020-0${1 + (row % 6)}-15,${row % 4 === 0 ? 1 : 0}`;
    });
    writeFileSync(join(folder, 'loans.csv'), `income,job,opened,bad\n${lines.join('\n')}\n`);
    const datasets = createWarehouse({ folder: join(folder, 'datasets') });
    dataset = await datasets.ingest(join(folder, 'loans.csv'), { target: 'bad', time: 'opened' });
    ({ app } = await testApp({ datasets }));
  });

  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lists what the workspace holds, and says when a profile is not there yet', async () => {
    const response = await app.inject('/v1/datasets');
    expect(response.json().datasets).toMatchObject([
      { hash: dataset.hash, source: 'loans.csv', rows: 120, rowsRefused: 0, profiled: false },
    ]);
    expect(readError(await app.inject(`/v1/datasets/${dataset.hash}/profile`))).toMatch(/^404 PROFILE_NOT_FOUND/);
  });

  it('answers with the profile as it was kept, in the form of the contract', async () => {
    const profile = await profileDataset(dataset, {}, { seed: 1 });
    await createWarehouse({ folder: join(folder, 'datasets') }).keepProfile(dataset.hash, profile);
    const { status, body } = await get('profile');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(profile)));
    expect([...Value.Errors(DatasetProfileResponse, body)]).toEqual([]);
    expect((await app.inject('/v1/datasets')).json().datasets[0].profiled).toBe(true);
  });

  it('gives the rows of every bar of every column: as many as the bar says, with their line in the file', async () => {
    const { columns } = (await get('profile')).body as DatasetProfileResponse;
    for (const { name, numbers, levels, missing } of columns) {
      const bars = numbers?.histogram ?? [];
      for (const [index, { from, to, count }] of bars.entries()) {
        const last = index === bars.length - 1 ? '&last=true' : '';
        const { body } = await get(`rows?column=${name}&from=${from}&to=${to}${last}`);
        expect(body.total, `${name} from ${from}`).toBe(count);
      }
      for (const { value, count } of levels?.top ?? []) {
        expect((await get(`rows?column=${name}&level=${value}`)).body.total, value).toBe(count);
      }
      expect((await get(`rows?column=${name}&missing=true`)).body.total, name).toBe(missing);
    }
    const { body } = await get('rows?column=income&missing=true&limit=2');
    expect(body.columns).toEqual(['income', 'job', 'opened', 'bad']);
    expect(body.rows[0]).toEqual({ row: 3, line: 5, bad: false, cells: [null, 'smith', '2020-04-15', false] });
  });

  it('pages through all rows without a gap or a repeat', async () => {
    const seen: number[] = [];
    let after = '';
    for (;;) {
      const { body } = await get(`rows?limit=50${after}`);
      seen.push(...body.rows.map(({ row }: { row: number }) => row));
      if (body.next === undefined) break;
      after = `&after=${body.next}`;
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, row) => row));
  });

  it('gives rows by number and by outcome', async () => {
    expect((await get('rows?rows=7,4,100')).body.rows.map(({ row }: { row: number }) => row)).toEqual([7, 4, 100]);
    expect((await get('rows?outcome=bad')).body.total).toBe(30);
  });

  it('has nothing to tell of expectations where the schema states none', async () => {
    expect((await get('quality')).body).toEqual({ series: 'loans.csv', reports: [] });
  });

  it('refuses what makes no sense, by name', async () => {
    const at = `/v1/datasets/${dataset.hash}/rows`;
    expect(readError(await app.inject(`${at}?from=3`))).toMatch(/^400 INVALID_ARGUMENT/);
    expect(readError(await app.inject(`${at}?rows=5000`))).toMatch(/^400 INVALID_ARGUMENT/);
    expect(readError(await app.inject(`${at}?column=nobody`))).toMatch(/^422 COLUMN_MISSING/);
    const unknown = await app.inject(`/v1/datasets/${'0'.repeat(64)}/profile`);
    expect(readError(unknown)).toMatch(/^404 DATASET_NOT_FOUND/);
  });

  it('stands behind the token like every other route', async () => {
    const { app: guarded } = await testApp({ token: 'secret', datasets: createWarehouse({ folder }) });
    expect((await guarded.inject('/v1/datasets')).statusCode).toBe(401);
    await guarded.close();
  });
});

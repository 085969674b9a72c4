import { FormResponse, ModelsResponse } from '@probity/contract';
import { createScorer, readBundle } from '@probity/scoring';
import { Value } from 'typebox/value';
import { describe, expect, it, vi } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { registerChampion, testApp } from './fixture/test-app.js';
import { application, trainedBundle } from './fixture/trained-model.js';

describe('models', () => {
  it('are listed with the champion, in exactly the form of the contract', async () => {
    const { app } = await testApp();
    const answer = (await app.inject('/v1/models')).json<ModelsResponse>();
    expect([...Value.Errors(ModelsResponse, answer)]).toEqual([]);
    expect(answer.models.map(({ name, version }) => `${name}@${version}`)).toEqual(['loans@1']);
    expect(answer.champion?.hash).toBe((await trainedBundle()).hash);
    await app.close();
  });

  it('say what to ask, in exactly the form of the contract', async () => {
    const { app } = await testApp();
    const answer = (await app.inject('/v1/models/loans%40champion/form')).json<FormResponse>();
    expect([...Value.Errors(FormResponse, answer)]).toEqual([]);
    expect(answer.fields.map(({ name }) => name)).toEqual(['income', 'children', 'owner', 'purpose', 'since']);
    expect(answer.fields[3]?.levels).toEqual([
      { value: 'car', label: 'A car' },
      { value: 'home', label: 'home' },
    ]);
    expect(answer.fields[0]).toMatchObject({ label: 'Yearly income', kind: 'numeric', minimum: 0, missingShare: 0.02 });
    expect(answer.policy.approveBelow).toBeCloseTo(0.1509, 4);
    await app.close();
  });

  it('are given as bytes that score to the same bits', async () => {
    const { app } = await testApp();
    const download = await app.inject('/v1/models/loans@1/bundle');
    expect(download.headers['content-type']).toBe('application/octet-stream');
    const here = createScorer(await readBundle(new Uint8Array(download.rawPayload))).assess(application);
    const there = (await app.inject({ method: 'POST', url: '/v1/assess', payload: { application } })).json();
    expect(there.riskScore).toBe(here.riskScore);
    expect(there.explanation).toEqual(here.explanation);
    await app.close();
  });

  it('need not be sent again to who has them', async () => {
    const { app } = await testApp();
    const { headers } = await app.inject('/v1/models/loans@1/bundle');
    expect(headers['etag']).toBe(`"${(await trainedBundle()).hash}"`);
    const again = await app.inject({
      url: '/v1/models/loans@1/bundle',
      headers: { 'if-none-match': String(headers['etag']) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    await app.close();
  });

  it('answer HEAD as they answer GET, without the body', async () => {
    const { app } = await testApp();
    const head = await app.inject({ method: 'HEAD', url: '/v1/models' });
    expect([head.statusCode, head.body]).toEqual([200, '']);
    await app.close();
  });
});

describe('the model that decides', () => {
  it('is read once and then kept', async () => {
    const { app, registry } = await testApp();
    const load = vi.spyOn(registry, 'load');
    for (let i = 0; i < 5; i++) await app.inject({ method: 'POST', url: '/v1/assess', payload: { application } });
    expect(load).toHaveBeenCalledTimes(1);
    await app.close();
  });

  it('is the new champion within a second of training', async () => {
    const clock = vi.spyOn(performance, 'now');
    const { app, registry } = await testApp();
    const decide = async () =>
      (await app.inject({ method: 'POST', url: '/v1/assess', payload: { application } })).json().model.version;
    expect(await decide()).toBe(1);
    await registerChampion(registry, 20_000);
    const now = performance.now();
    clock.mockImplementation(() => now + 1_001);
    expect(await decide()).toBe(2);
    clock.mockRestore();
    await app.close();
  });

  it('is the one that was named', async () => {
    const { app, registry } = await testApp();
    await registerChampion(registry, 20_000);
    const payload = { application, model: 'loans@1' };
    const answer = await app.inject({ method: 'POST', url: '/v1/assess', payload });
    expect(answer.json().model.version).toBe(1);
    await app.close();
  });

  it('is never replaced by a guess: without a champion nothing is decided', async () => {
    const { app, decisions } = await testApp({ withoutModel: true });
    const answer = await app.inject({ method: 'POST', url: '/v1/assess', payload: { application } });
    expect(readError(answer)).toBe('503 MODEL_UNAVAILABLE');
    expect((await decisions.list()).decisions).toEqual([]);
    await app.close();
  });

  it('is not used when its bytes are not those that were hashed', async () => {
    const { app, registry, decisions } = await testApp();
    const { bytes } = await trainedBundle();
    const altered = bytes.slice();
    altered[400] = (altered[400] ?? 0) ^ 1;
    const load = registry.load;
    registry.load = async () => altered;
    const send = () => app.inject({ method: 'POST', url: '/v1/assess', payload: { application } });
    expect(readError(await send())).toBe('503 MODEL_UNAVAILABLE');
    expect((await decisions.list()).decisions).toEqual([]);
    registry.load = load;
    expect((await send()).statusCode, 'restored, it decides again').toBe(200);
    await app.close();
  });
});

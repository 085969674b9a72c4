import { CustomerInput, CustomersResponse, SegmentsResponse } from '@probity/contract';
import { createRandom } from '@probity/numerics';
import { type CustomerFacts, customerFactNames, readCustomerModel, writeCustomerModel } from '@probity/scoring';
import { fitCustomerModel } from '@probity/training';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { readError } from './fixture/expect-error.js';
import { testApp } from './fixture/test-app.js';

function someFacts(): CustomerFacts {
  const random = createRandom(4);
  const draw = (most: number) => Float64Array.from({ length: 200 }, () => 100 + random.nextFloat() * most);
  return { count: 200, columns: { annual_income: draw(50_000), total_spent: draw(9000), total_debt: draw(20_000) } };
}

async function appWithCustomers() {
  const parts = await testApp();
  const facts = someFacts();
  const { model } = fitCustomerModel(facts, {}, { seed: 1 });
  const { bytes, hash } = await writeCustomerModel(model);
  await parts.registry.register({ name: 'customers', hash, bytes, summary: { learner: 'customers' } });
  return { ...parts, facts, model: await readCustomerModel(bytes, hash) };
}

const inputOf = ({ columns }: CustomerFacts, row: number) => ({
  user_id: `u${row}`,
  annual_income: columns.annual_income?.[row],
  total_spent: columns.total_spent?.[row],
  total_debt: columns.total_debt?.[row],
});

describe('customers', () => {
  it('are scored as the model scores them, in the form of the contract, the same whoever is with them', async () => {
    const { app, facts, model } = await appWithCustomers();
    const rows = [0, 3, 9];
    const payload = { customers: rows.map((row) => inputOf(facts, row)) };
    const answer = (await app.inject({ method: 'POST', url: '/v1/customers', payload })).json<CustomersResponse>();
    expect([...Value.Errors(CustomersResponse, answer)]).toEqual([]);
    const scores = model.score(facts);
    for (const [at, row] of rows.entries()) {
      const customer = answer.customers[at] as CustomersResponse['customers'][number];
      expect(customer.risk_score).toBe(scores.riskScores[row]);
      expect(customer.anomaly_score).toBe(scores.anomalyScores[row]);
      expect(customer.cluster).toBe(scores.clusters[row]);
      expect(customer.segment).toBe(model.facts.segments[customer.cluster]?.name);
      expect(customer.reasons).toEqual(model.reasons(facts, row));
      const alone = await app.inject({
        method: 'POST',
        url: '/v1/customers',
        payload: { customers: [payload.customers[at]] },
      });
      expect(alone.json<CustomersResponse>().customers[0]).toEqual(customer);
    }
    await app.close();
  });

  it('come with their segments and a sample without names', async () => {
    const { app } = await appWithCustomers();
    const answer = (await app.inject('/v1/customers/segments')).json<SegmentsResponse>();
    expect([...Value.Errors(SegmentsResponse, answer)]).toEqual([]);
    expect(answer.segments.length).toBe(3);
    expect(answer.sample.clusters.length).toBe(200);
    expect(Object.keys(answer.sample.facts).sort()).toEqual(['annual_income', 'total_debt', 'total_spent']);
    await app.close();
  });

  it('are refused by name: no spending, an unknown field, too many, a model that is none of customers', async () => {
    const { app, facts } = await appWithCustomers();
    const post = (payload: object, query = '') => app.inject({ method: 'POST', url: `/v1/customers${query}`, payload });
    expect(readError(await post({ customers: [{ user_id: 'a' }] }))).toContain('total_spent');
    expect((await post({ customers: [{ ...inputOf(facts, 0), wealth: 1 }] })).statusCode).toBe(422);
    expect((await post({ customers: [{ ...inputOf(facts, 0), night_share: 2 }] })).statusCode).toBe(422);
    expect((await post({ customers: Array.from({ length: 1001 }, () => inputOf(facts, 0)) })).statusCode).toBe(422);
    expect((await post({ customers: [inputOf(facts, 0)] }, '?model=nobody')).statusCode).toBe(404);
    const other = await post({ customers: [inputOf(facts, 0)] }, '?model=loans');
    expect(readError(other)).toContain('BUNDLE_INVALID');
    await app.close();
  });

  it('take the facts that the engine knows, no more and no fewer', () => {
    expect(Object.keys(CustomerInput.properties).sort()).toEqual(['user_id', ...customerFactNames].sort());
  });
});

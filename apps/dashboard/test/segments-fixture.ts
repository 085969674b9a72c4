import type { CustomersRequest, CustomersResponse, SegmentsResponse } from '@probity/contract';
import { asModelHash } from '@probity/domain';
import { type CustomerFacts, customerMeasureTitles } from '@probity/scoring';
import { simulateTransactions } from '@probity/simulation';
import { fitCustomerModel } from '@probity/training';

/** A model of customers of a simulated bank, and the server's two answers about it. */
export interface SegmentsFixture {
  readonly segments: SegmentsResponse;
  answer(request: CustomersRequest): CustomersResponse;
}

const reference = { name: 'customers', version: 1, hash: asModelHash('a'.repeat(64)) };

export function makeSegments(customers: number): SegmentsFixture {
  const world = simulateTransactions({ customers, rows: customers * 20, days: 30, seed: 5 });
  const spent = new Float64Array(customers);
  const night = new Float64Array(customers);
  const payments = new Float64Array(customers);
  for (const batch of world.chunks(50_000)) {
    for (let row = 0; row < batch.count; row++) {
      const customer = batch.customer[row] as number;
      spent[customer] = (spent[customer] as number) + Math.max(0, batch.amountMinor[row] as number) / 100;
      payments[customer] = (payments[customer] as number) + 1;
      const isNight = (batch.at[row] as number) % 86_400_000 < 21_600_000;
      night[customer] = (night[customer] as number) + (isNight ? 1 : 0);
    }
  }
  const facts: CustomerFacts = {
    count: customers,
    columns: {
      annual_income: world.customers.incomeMinor.map((cents) => cents / 100),
      total_debt: world.customers.debtMinor.map((cents) => cents / 100),
      total_spent: spent,
      transactions: payments,
      night_share: night.map((count, row) => count / Math.max(1, payments[row] as number)),
      days_observed: new Float64Array(customers).fill(30),
    },
  };
  const { model } = fitCustomerModel(facts, {}, { seed: 1 });
  const scores = model.score(model.sample);
  const { segments, parts, counts, silhouette, contamination, incomeFrom } = model.facts;
  return {
    segments: {
      ...{ model: reference, customers, asOf: '2024-01-31T00:00:00.000Z', contamination, incomeFrom, silhouette },
      ...{ suggested: counts.suggested, tried: [...counts.tried], segments: [...segments] },
      parts: parts.map((part) => ({ ...part, title: customerMeasureTitles[part.measure] })),
      sample: {
        facts: Object.fromEntries(Object.entries(model.sample.columns).map(([name, column]) => [name, [...column]])),
        riskScores: [...scores.riskScores],
        anomalies: [...scores.anomalies],
        clusters: [...scores.clusters],
      },
    },
    answer({ customers: asked }) {
      const columns = Object.fromEntries(
        Object.keys(facts.columns).map((name) => [
          name,
          Float64Array.from(asked, (customer) => (customer as Record<string, unknown>)[name] as number),
        ]),
      );
      const given = { count: asked.length, columns };
      const { riskScores, anomalies, anomalyScores, clusters } = model.score(given);
      return {
        model: reference,
        customers: asked.map(({ user_id, total_spent }, row) => ({
          ...{ user_id, total_spent, risk_score: riskScores[row] as number, anomaly: anomalies[row] as number },
          ...{ anomaly_score: anomalyScores[row] as number, cluster: clusters[row] as number },
          segment: segments[clusters[row] as number]?.name ?? '',
          reasons: [...model.reasons(given, row)],
        })),
      };
    },
  };
}

import { quantile } from '@probity/numerics';
import type { CustomerFacts, CustomerModelFacts, CustomerScores, CustomerSegmentProfile } from '@probity/scoring';

/** Below this share of all customers a median is low, above the other it is high. */
const LOW_SHARE = 0.4;
const HIGH_SHARE = 0.6;

/** What each segment is like: its size, its medians, and a name from where these lie among all customers. */
export function describeSegments(
  { columns, count }: CustomerFacts,
  incomeFrom: CustomerModelFacts['incomeFrom'],
  { riskScores, anomalies, clusters: labels }: CustomerScores,
  clusters: number,
): readonly CustomerSegmentProfile[] {
  const income = incomeFrom === 'none' ? undefined : columns[incomeFrom];
  const incomeWord = incomeFrom === 'credit_limit' ? 'credit line' : 'income';
  const spent = columns.total_spent ?? new Float64Array(count);
  const traits = [
    ...(income === undefined ? [] : [{ word: incomeWord, place: placesOf(income), values: income }]),
    { word: 'spend', place: placesOf(spent), values: spent },
    { word: 'risk', place: placesOf(riskScores), values: riskScores },
  ];
  const taken = new Map<string, number>();
  return Array.from({ length: clusters }, (_, cluster): CustomerSegmentProfile => {
    const isOwn = (_value: number, row: number) => labels[row] === cluster;
    const medianOf = (values: Float64Array) => medianKnown(values.filter(isOwn));
    const words = traits.map(({ word, place, values }) => `${place(medianOf(values))} ${word}`).join(', ');
    const seen = (taken.get(words) ?? 0) + 1;
    taken.set(words, seen);
    const size = labels.reduce((total, label) => total + (label === cluster ? 1 : 0), 0);
    const odd = anomalies.reduce((total, flag, row) => total + (labels[row] === cluster ? flag : 0), 0);
    const ownIncome = columns.annual_income === undefined ? Number.NaN : medianOf(columns.annual_income);
    return {
      cluster,
      name: seen === 1 ? words : `${words} (${seen})`,
      ...{ size, share: size / count, anomalyShare: size === 0 ? 0 : odd / size },
      annualIncome: Number.isNaN(ownIncome) ? null : ownIncome,
      totalSpent: zeroIfUnknown(medianOf(spent)),
      riskScore: zeroIfUnknown(medianOf(riskScores)),
    };
  });
}

function placesOf(values: Float64Array): (value: number) => 'low' | 'middling' | 'high' {
  const known = values.filter((value) => !Number.isNaN(value));
  const low = known.length === 0 ? 0 : quantile(known, LOW_SHARE);
  const high = known.length === 0 ? 0 : quantile(known, HIGH_SHARE);
  return (value) => (value < low ? 'low' : value > high ? 'high' : 'middling');
}

function medianKnown(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : quantile(known, 0.5);
}

function zeroIfUnknown(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
